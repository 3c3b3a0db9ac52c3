import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { keepOnce, reportSteps } from './cache.js';
import type { OnProgress } from './cache.js';
import { findProgram, runProgram } from './processes.js';

const VERSION = '1.24.2';
const MODULE = `github.com/FerretDB/FerretDB@v${VERSION}`;

export const FERRETDB = `FerretDB ${VERSION}`;

/** Builds FerretDB with its SQLite backend from the Go module, once per cache folder; gives the program's path. */
export async function buildFerretDb(cache: string, onProgress?: OnProgress): Promise<string> {
  const folder = join(cache, `ferretdb-${VERSION}-${process.platform}-${process.arch}`);
  const step = reportSteps(FERRETDB, onProgress);
  await keepOnce(folder, async (unfinished) => {
    const go = await findProgram('go');
    if (!go) throw new Error('Go is not installed');
    // The version list of the module proxy is not always to be had: `go install` would ask for it, this does not.
    const modules = join(unfinished, 'modules');
    await mkdir(modules);
    const description = await step('downloading the source', () =>
      runProgram(go, ['mod', 'download', '-json', MODULE], { cwd: modules, env: buildEnvironment() }),
    );
    const { Dir: downloaded } = JSON.parse(description) as { Dir: string };

    const source = join(unfinished, 'source');
    await cp(downloaded, source, { recursive: true });
    await runProgram('chmod', ['-R', 'u+w', source]);
    // A module download carries no version file, and the program stops at once without it.
    await writeFile(join(source, 'build/version/version.txt'), `v${VERSION}\n`);

    await step('downloading its modules and compiling', () =>
      runProgram(go, goBuild(join(unfinished, 'ferretdb')), { cwd: source, env: buildEnvironment() }),
    );
    await rm(modules, { recursive: true, force: true });
    await rm(source, { recursive: true, force: true });
  });
  return join(folder, 'ferretdb');
}

function goBuild(output: string): string[] {
  const options = ['-trimpath', '-buildvcs=false', '-ldflags=-s -w', '-tags=ferretdb_no_postgresql'];
  return ['build', ...options, '-o', output, './cmd/ferretdb'];
}

/** No C compiler is needed; a workspace or flags of the person's own would change what is built. */
function buildEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, CGO_ENABLED: '0', GOWORK: 'off', GOFLAGS: '' };
}
