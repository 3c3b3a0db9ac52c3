import { writeFile } from 'node:fs/promises';
import { provision, SERVER_NAMES } from './catalogue.js';
import type { ServerName } from './catalogue.js';
import { printProgress } from './progress.js';

/** Finds or builds what the integration tests need, all at once, and writes what it found to the file given first. */
async function main(resultFile: string, names: readonly ServerName[]): Promise<void> {
  const found = await Promise.all(
    names.map(async (name) => [name, await provision(name, printProgress)] as const),
  );
  for (const [name, server] of found) {
    const told = server.kind === 'none' ? `none, its tests are skipped: ${server.skip}` : server.kind;
    console.log(`${name} for the tests: ${told}`);
  }
  await writeFile(resultFile, JSON.stringify(Object.fromEntries(found)), { mode: 0o600 });
}

const [resultFile, ...words] = process.argv.slice(2);
if (!resultFile || words.length === 0) throw new Error('usage: main.ts RESULT-FILE all | NAME...');
const names = words.includes('all') ? SERVER_NAMES : (words as ServerName[]);
const unknown = names.find((name) => !SERVER_NAMES.includes(name));
if (unknown !== undefined) throw new Error(`no server is called ${unknown}`);
await main(resultFile, names);
