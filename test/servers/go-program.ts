import { cp, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { keepOnce, reportSteps } from './cache.js';
import type { OnProgress } from './cache.js';
import { findProgram, runProgram } from './processes.js';

/** A program written in Go, and how it is built. */
export interface GoProgram {
  readonly name: string;
  readonly version: string;
  readonly module: string;
  /** The folder of the program in its source. Default: the source itself. */
  readonly main?: string;
  readonly tags?: string;
  /** Completes the source before it is compiled. */
  readonly prepare?: (source: string) => Promise<void>;
}

/** Builds a program from its Go module, once per cache folder; gives the program's path. */
export async function buildGoProgram(
  cache: string,
  { name, version, module, main = '.', tags, prepare }: GoProgram,
  onProgress?: OnProgress,
): Promise<string> {
  const program = name.toLowerCase();
  const step = reportSteps(`${name} ${version}`, onProgress);
  const folder = join(cache, `${program}-${version}-${process.platform}-${process.arch}`);
  await keepOnce(folder, async (unfinished) => {
    const go = await findProgram('go');
    if (!go) throw new Error('Go is not installed');
    const env = buildEnvironment();
    // The version list of the module proxy is not always to be had: `go install` would ask for it, this does not.
    const modules = join(unfinished, 'modules');
    await mkdir(modules);
    const description = await step('downloading the source', () =>
      runProgram(go, ['mod', 'download', '-json', `${module}@v${version}`], { cwd: modules, env }),
    );
    const { Dir: downloaded } = JSON.parse(description) as { Dir: string };

    const source = join(unfinished, 'source');
    await cp(downloaded, source, { recursive: true });
    await runProgram('chmod', ['-R', 'u+w', source]);
    await prepare?.(source);

    const tagged = tags ? [`-tags=${tags}`] : [];
    const options = ['-trimpath', '-buildvcs=false', '-ldflags=-s -w', ...tagged];
    const output = join(unfinished, program);
    await step('downloading its modules', () =>
      runProgram(go, ['list', '-deps', ...tagged, main], { cwd: source, env }),
    );
    await inTurn(() =>
      step('compiling', () =>
        runProgram(go, ['build', ...options, '-o', output, main], { cwd: source, env }),
      ),
    );
    await rm(modules, { recursive: true, force: true });
    await rm(source, { recursive: true, force: true });
  });
  return join(folder, program);
}

let compiled: Promise<unknown> = Promise.resolve();

/** Two at a time would compile twice what they share. */
function inTurn<T>(compile: () => Promise<T>): Promise<T> {
  const mine = compiled.then(compile, compile);
  compiled = mine;
  return mine;
}

/** No C compiler is needed; a workspace or flags of the person's own would change what is built. */
function buildEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, CGO_ENABLED: '0', GOWORK: 'off', GOFLAGS: '' };
}
