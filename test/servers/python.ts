import { join } from 'node:path';
import { keepOnce, reportSteps } from './cache.js';
import type { OnProgress } from './cache.js';
import { findProgram, runProgram } from './processes.js';

const NAMED =
  'import sys, sysconfig; print(sysconfig.get_platform(), "%d.%d" % sys.version_info[:2], sep="-python")';

/** Something PyPI has, and what goes with it, each with its version. */
export interface PythonPackage {
  readonly name: string;
  readonly version: string;
  readonly requirements: readonly string[];
}

/**
 * Installs a package into a virtual environment of its own, once per cache folder and line of Python; gives the path of
 * its Python. Only that program works in a folder that was renamed: what the package calls its scripts does not.
 */
export async function buildPython(
  cache: string,
  { name, version, requirements }: PythonPackage,
  onProgress?: OnProgress,
): Promise<string> {
  const python = await findProgram('python3');
  if (!python) throw new Error('Python 3 is not installed');
  const named = await runProgram(python, ['-c', NAMED]);
  const step = reportSteps(`${name} ${version}`, onProgress);
  const folder = await keepOnce(join(cache, `${name}-${version}-${named.trim()}`), async (unfinished) => {
    await step('installing', async () => {
      await runProgram(python, ['-m', 'venv', unfinished]);
      const options = ['--quiet', '--disable-pip-version-check', '--no-input', '--no-compile'];
      await runProgram(programIn(unfinished), ['-m', 'pip', 'install', ...options, ...requirements]);
    });
  });
  return programIn(folder);
}

function programIn(folder: string): string {
  return join(folder, 'bin/python');
}
