import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, runToEnd, TYPESCRIPT } from './child.mjs';
import { forTests, inCi } from './environment.mjs';

/**
 * Runs mocha over files in one process and gives its counts. A process that ends badly without a failed test, or
 * without telling its counts, counts as one failure.
 */
export async function runMocha({ node = process.execPath, files, words = [], variables = {} }) {
  const folder = await mkdtemp(join(tmpdir(), 'security-context-counts-'));
  try {
    const countsFile = join(folder, 'counts.json');
    const mocha = [
      join(root, 'node_modules/mocha/bin/mocha.js'),
      `--reporter=${join(root, 'scripts/reporter.cjs')}`,
    ];
    const options = [
      ...(inCi ? ['--forbid-only'] : []),
      ...(process.stdout.isTTY ? [] : ['--no-color']),
      ...words,
    ];
    const tests = join(root, 'scripts/load-tests.mjs');
    const code = await runToEnd(node, ['--expose-gc', ...TYPESCRIPT, ...mocha, ...options, tests], {
      env: { ...forTests(), ...variables, TEST_FILES: JSON.stringify(files), TEST_COUNTS_FILE: countsFile },
    });
    const counts = await readFile(countsFile, 'utf8').then(JSON.parse, () => noCounts);
    return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
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
