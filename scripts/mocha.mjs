import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, runToEnd, TYPESCRIPT } from './child.mjs';
import { forTests, inCi } from './environment.mjs';

/**
 * Runs mocha over files in one process and gives its counts. A process that ends badly without a failed test, or
 * without telling its counts, counts as one failure.
 */
export async function runMocha({ node = process.execPath, files, words = [], variables = {}, onOutput }) {
  const folder = await mkdtemp(join(tmpdir(), 'security-context-counts-'));
  try {
    const countsFile = join(folder, 'counts.json');
    const mocha = [
      join(root, 'node_modules/mocha/bin/mocha.js'),
      `--reporter=${join(root, 'scripts/reporter.cjs')}`,
    ];
    const options = [
      ...(inCi ? ['--forbid-only'] : []),
      process.stdout.isTTY && !process.env.NO_COLOR ? '--color' : '--no-color',
      ...words,
    ];
    const tests = join(root, 'scripts/load-tests.mjs');
    const code = await runToEnd(node, ['--expose-gc', ...TYPESCRIPT, ...mocha, ...options, tests], {
      env: { ...forTests(), ...variables, TEST_FILES: JSON.stringify(files), TEST_COUNTS_FILE: countsFile },
      onOutput,
    });
    const counts = await readFile(countsFile, 'utf8').then(JSON.parse, () => noCounts);
    return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The same with the files dealt out to several processes; the output of each stays together. */
export async function runMochaInParallel({ files, ...options }) {
  const [first, ...others] = await dealOut(files, PROCESSES);
  const behind = others.map((dealt) => {
    const output = [];
    const counts = runMocha({ ...options, files: dealt, onOutput: (chunk) => output.push(chunk) });
    return counts.then((counted) => ({ counted, output: Buffer.concat(output) }));
  });
  const counts = [await runMocha({ ...options, files: first })];
  for (const { counted, output } of await Promise.all(behind)) {
    process.stdout.write(output);
    counts.push(counted);
  }
  return sum(counts);
}

/** More than there are processors: much of a test is waiting. Fewer files than this are not worth a second process. */
const PROCESSES = 4;
const FEWEST_FILES = 8;

/** Some tests take longer than their lines tell: a stock driver waits before it gives up, files have to come to rest. */
const WAITING = [
  ['.contract.test.', 60_000],
  ['/promises/', 6_000],
  ['/rotation/', 12_000],
  ['/diagnosis/', 6_000],
];

/** Deals files out to processes by their size, the biggest first to whoever has least; each hand is sorted again. */
async function dealOut(files, processes) {
  if (files.length < FEWEST_FILES) return [files];
  const weights = new Map();
  for (const file of files) {
    const { size } = await stat(join(root, file));
    const extra = WAITING.find(([part]) => file.includes(part))?.[1] ?? 0;
    weights.set(file, size + extra);
  }
  const hands = Array.from({ length: processes }, () => ({ weight: 0, files: [] }));
  for (const file of [...files].sort((a, b) => weights.get(b) - weights.get(a))) {
    const [least] = hands.sort((a, b) => a.weight - b.weight);
    least.files.push(file);
    least.weight += weights.get(file);
  }
  return hands.map((hand) => hand.files.sort());
}

const noCounts = { passed: 0, failed: 0, skipped: 0, titles: { skipped: [] } };

export function sum(counts) {
  const total = { ...noCounts, titles: { skipped: [] } };
  for (const { passed, failed, skipped, titles } of counts) {
    total.passed += passed;
    total.failed += failed;
    total.skipped += skipped;
    total.titles.skipped.push(...titles.skipped);
  }
  return total;
}
