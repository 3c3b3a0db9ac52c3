import { execFile } from 'node:child_process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type { Cost } from '../../measure/cost.js';
import { inRounds } from '../../measure/rounds.js';
import { median, spreadOf, type Spread } from '../../measure/spread.js';
import type { Bench, Measurement } from '../../measurement.js';
import { rounded, type Row } from '../../report/row.js';
import { copyCore } from './package-copy.js';

const PROBE = fileURLToPath(new URL('./probe.mjs', import.meta.url));
const CORE = '@security-context/core';

const run = promisify(execFile);

/** What importing core costs an application when it starts. */
export const importMeasurement: Measurement = {
  name: 'import',
  title: `import '${CORE}'`,
  async run(bench) {
    bench.progress(`import: building ${CORE} if it is not built`);
    const entries = await copyCore(bench.folder.path());
    const modules = await modulesOf(entries.core);
    return [await timeRow(bench, entries), ...countRows(modules)];
  },
};

async function timeRow(bench: Bench, entries: Readonly<Record<'core' | 'nothing', string>>): Promise<Row> {
  const rounds = bench.quick ? 3 : 25;
  bench.progress(`import: ${2 * rounds} processes`);
  const samples = await inRounds(['nothing', 'core'] as const, rounds, (entry) =>
    probe<Cost>(entries[entry], 'time'),
  );
  const clock = {
    nothing: samples.nothing.map(({ wallMs }) => wallMs),
    core: samples.core.map(({ wallMs }) => wallMs),
  };
  const cpu = {
    nothing: samples.nothing.map(({ cpuMs }) => cpuMs),
    core: samples.core.map(({ cpuMs }) => cpuMs),
  };
  return {
    id: 'import.time',
    what: `import '${CORE}' beyond an empty module`,
    value: median(clock.core) - median(clock.nothing),
    unit: 'ms',
    goal: { bound: 'at most', value: 30 },
    details: [
      `on the clock: ${words(spreadOf(clock.core))}, empty ${words(spreadOf(clock.nothing))}`,
      `CPU: ${words(spreadOf(cpu.core))}, empty ${words(spreadOf(cpu.nothing))}`,
    ],
    samples: { ...clock, cpuOfCore: cpu.core, cpuOfNothing: cpu.nothing },
  };
}

function countRows(modules: readonly string[]): Row[] {
  const packages = [...new Set(modules.map(packageOf))].filter((name) => name !== CORE);
  return [
    {
      id: 'import.modules',
      what: `import '${CORE}': modules loaded`,
      value: modules.length,
      unit: '',
      details: [],
      samples: {},
    },
    {
      id: 'import.packages',
      what: `import '${CORE}': other packages loaded`,
      value: packages.length,
      unit: '',
      goal: { bound: 'at most', value: 0 },
      details: packages.length === 0 ? [] : [packages.join(', ')],
      samples: {},
    },
  ];
}

/** The files that are loaded, the importing one left out. */
async function modulesOf(entry: string): Promise<string[]> {
  const files = await probe<string[]>(entry, 'list');
  const own = [pathToFileURL(entry).href, pathToFileURL(PROBE).href];
  const modules = files.filter((file) => !own.includes(file));
  if (modules.length === 0) throw new Error('no module was seen');
  return modules;
}

function packageOf(url: string): string {
  const inside = url.split('/node_modules/').at(-1)?.split('/') ?? [];
  return inside.slice(0, inside[0]?.startsWith('@') ? 2 : 1).join('/');
}

async function probe<Result>(entry: string, wish: 'time' | 'list'): Promise<Result> {
  const { stdout } = await run(process.execPath, [PROBE, pathToFileURL(entry).href, wish]);
  return JSON.parse(stdout) as Result;
}

function words({ median, least, most }: Spread): string {
  return `${rounded(median)} ms (${rounded(least)} to ${rounded(most)})`;
}
