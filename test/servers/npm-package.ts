import { join } from 'node:path';
import { keepOnce, reportSteps } from './cache.js';
import type { OnProgress } from './cache.js';
import { runProgram } from './processes.js';

/** Installs a package of npm's once per cache folder, without running its scripts; gives its folder. */
export async function buildNpmPackage(
  cache: string,
  { name, version }: { readonly name: string; readonly version: string },
  onProgress?: OnProgress,
): Promise<string> {
  const step = reportSteps(`${name} ${version}`, onProgress);
  const folder = await keepOnce(
    join(cache, `${name}-${version}-${process.platform}-${process.arch}`),
    (unfinished) =>
      step('installing', async () => {
        const options = ['--no-save', '--no-package-lock', '--no-audit', '--no-fund', '--ignore-scripts'];
        const [command, ...words] = npm();
        await runProgram(
          command,
          [...words, 'install', '--prefix', unfinished, ...options, `${name}@${version}`],
          { cwd: unfinished },
        );
      }),
  );
  return join(folder, 'node_modules', name);
}

/** The npm that runs this script, else the one on the PATH. */
function npm(): [string, ...string[]] {
  const script = process.env.npm_execpath;
  return script?.endsWith('.js') ? [process.execPath, script] : ['npm'];
}
