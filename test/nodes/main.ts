import { writeFile } from 'node:fs/promises';
import { cacheFolder } from '../servers/cache.js';
import { printProgress } from '../servers/progress.js';
import { installNode } from './install.js';

/** Installs the Node lines given as arguments, and writes where each one is to the file given first. */
async function main(resultFile: string, lines: string[]): Promise<void> {
  const paths: Record<string, string> = {};
  for (const line of lines) paths[line] = await installNode(cacheFolder(), line, printProgress);
  await writeFile(resultFile, JSON.stringify(paths));
}

const [resultFile, ...lines] = process.argv.slice(2);
if (!resultFile) throw new Error('usage: main.ts RESULT-FILE LINE...');
await main(resultFile, lines);
