import { fileURLToPath } from 'node:url';
import { TestFolder } from '@security-context/testkit';
import { helpText, readCommandLine, type Wish } from './command-line.js';
import type { Measurement } from './measurement.js';
import { writeRecord, type Run } from './report/record.js';
import type { Row } from './report/row.js';
import { Screen } from './report/screen.js';
import { printTable } from './report/table.js';
import { cassandraMeasurement } from './rows/cassandra/measurement.js';
import { httpsMeasurement } from './rows/https/measurement.js';
import { importMeasurement } from './rows/import/measurement.js';
import { poolMeasurement } from './rows/pool/measurement.js';
import { rotationMeasurement } from './rows/rotation/measurement.js';
import { socketMeasurement } from './rows/socket/measurement.js';
import { usualRoots } from './stage/material.js';

const MEASUREMENTS = [
  poolMeasurement,
  cassandraMeasurement,
  httpsMeasurement,
  socketMeasurement,
  rotationMeasurement,
  importMeasurement,
];
const RESULTS = fileURLToPath(new URL('../results.json', import.meta.url));

async function main(): Promise<number> {
  const names = MEASUREMENTS.map(({ name }) => name);
  const wish = readCommandLine(process.argv.slice(2), names, RESULTS);
  if (wish.help) {
    console.log(helpText(MEASUREMENTS));
    return 0;
  }
  const screen = new Screen();
  const run = await measureAll(wish, screen);
  if (run.rows.length > 0) {
    screen.line();
    printTable(screen, run.rows);
  }
  for (const { name, reason } of run.failures) {
    screen.line();
    screen.line(screen.paint('red', `${name} could not be measured: ${reason}`));
  }
  await writeRecord(wish.json, run);
  screen.line();
  if (wish.quick) screen.line('A quick run only shows that everything works: its figures say little.');
  screen.line(`${run.seconds.toFixed(0)} s. The figures are in ${wish.json}`);
  return run.failures.length === 0 ? 0 : 1;
}

async function measureAll({ quick, names }: Wish, screen: Screen): Promise<Run> {
  const begun = performance.now();
  const rows: Row[] = [];
  const failures: { name: string; reason: string }[] = [];
  let made: Promise<string> | undefined;
  const roots = (): Promise<string> => (made ??= usualRoots());
  for (const measurement of MEASUREMENTS) {
    if (names.length > 0 && !names.includes(measurement.name)) continue;
    try {
      rows.push(
        ...(await measureInFolder(measurement, { quick, roots, progress: (text) => screen.progress(text) })),
      );
    } catch (error) {
      failures.push({
        name: measurement.name,
        reason: error instanceof Error ? error.message : String(error),
      });
    }
  }
  return { quick, rows, failures, seconds: (performance.now() - begun) / 1000 };
}

type BenchWithoutFolder = Omit<Parameters<Measurement['run']>[0], 'folder'>;

async function measureInFolder(measurement: Measurement, bench: BenchWithoutFolder): Promise<readonly Row[]> {
  await using folder = await TestFolder.create();
  const cleanUp = (signal: NodeJS.Signals): void => {
    void folder.remove().finally(() => process.exit(signal === 'SIGINT' ? 130 : 143));
  };
  process.once('SIGINT', cleanUp).once('SIGTERM', cleanUp);
  try {
    return await measurement.run({ ...bench, folder });
  } finally {
    process.off('SIGINT', cleanUp).off('SIGTERM', cleanUp);
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
