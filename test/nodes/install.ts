import { join } from 'node:path';
import { keepOnce, reportSteps } from '../servers/cache.js';
import type { OnProgress } from '../servers/cache.js';
import { runProgram } from '../servers/processes.js';

/**
 * Installs the newest Node of a line (`22`) from its npm package into the cache folder, once; gives the program's path.
 * As a dependency the package would put its `node` into every npm script, and not install on other systems.
 */
export async function installNode(cache: string, line: string, onProgress?: OnProgress): Promise<string> {
  const step = reportSteps(`Node ${line}`, onProgress);
  const name = `node-${process.platform}-${process.arch}`;
  const folder = await keepOnce(
    join(cache, `node-${line}-${process.platform}-${process.arch}`),
    async (unfinished) => {
      const options = ['--no-save', '--no-package-lock', '--no-audit', '--no-fund'];
      const [command, ...words] = npm();
      await step('installing', () =>
        runProgram(command, [...words, 'install', '--prefix', unfinished, ...options, `${name}@${line}`], {
          cwd: unfinished,
        }),
      );
      await runProgram(program(unfinished, name), ['--version']);
    },
  );
  return program(folder, name);
}

function program(folder: string, name: string): string {
  return join(folder, 'node_modules', name, 'bin/node');
}

/** The npm that runs this script, else the one on the PATH. */
function npm(): [string, ...string[]] {
  const script = process.env.npm_execpath;
  return script?.endsWith('.js') ? [process.execPath, script] : ['npm'];
}
