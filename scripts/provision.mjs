import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runToEnd, TYPESCRIPT } from './child.mjs';

/**
 * Runs a provisioner with the environment this run was given: downloads may need the variables that the tests must not
 * see. Gives what it found, or undefined when it failed.
 */
export async function provision(file, ...words) {
  const folder = await mkdtemp(join(tmpdir(), 'security-context-provision-'));
  try {
    const result = join(folder, 'result.json');
    const code = await runToEnd(process.execPath, [...TYPESCRIPT, file, result, ...words]);
    return code === 0 ? JSON.parse(await readFile(result, 'utf8')) : undefined;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
