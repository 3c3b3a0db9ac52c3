import { writeFile } from 'node:fs/promises';
import { printProgress } from './progress.js';
import { provisionFerretDb } from './provision.js';
import type { Provision } from './provision.js';

/** Finds or builds the server of the integration tests, and writes what it found to the file given as argument. */
async function main(resultFile: string): Promise<void> {
  const provision = await provisionFerretDb({ onProgress: printProgress });
  console.log(`MongoDB server for the tests: ${describe(provision)}`);
  await writeFile(resultFile, JSON.stringify(provision), { mode: 0o600 });
}

function describe(provision: Provision): string {
  switch (provision.kind) {
    case 'url':
      return 'the one MONGODB_URL names';
    case 'none':
      return `none, its tests are skipped: ${provision.skip}`;
    default:
      return provision.binary;
  }
}

const [resultFile] = process.argv.slice(2);
if (!resultFile) throw new Error('usage: main.ts RESULT-FILE');
await main(resultFile);
