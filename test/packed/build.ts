import { join } from 'node:path';
import { noCoverage, root, runNode } from './program.js';

/** The packages that are published. */
export const packageNames = ['core', 'mongodb', 'cassandra', 'https', 'cratedb', 'cloud', 'testkit'] as const;

let built: Promise<void> | undefined;

/** Builds the packages, as `npm run build` does; once for a test process. */
export function buildPackages(): Promise<void> {
  built ??= build();
  return built;
}

async function build(): Promise<void> {
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const folders = packageNames.map((name) => `packages/${name}`);
  const { code, stdout } = await runNode([tsc, '-b', ...folders], { env: noCoverage, limitMs: 120_000 });
  if (code !== 0) throw new Error(`the packages do not build:\n${stdout}`);
}
