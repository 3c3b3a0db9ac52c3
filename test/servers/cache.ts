import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { atEnd } from './cleanup.js';

/** One step of a long preparation, and how many seconds the whole has taken so far. */
export interface Progress {
  /** What is being prepared, `FerretDB 1.24.2` for one. */
  readonly what: string;
  readonly step: string;
  readonly seconds: number;
}

export type OnProgress = (progress: Progress) => void;

/** A build left behind by a run that was killed is removed after this long. */
const ABANDONED_MS = 60 * 60 * 1000;

/** How often a step that takes long is reported again. */
const HEARTBEAT_MS = 15_000;

/**
 * The folder that keeps servers and runtimes between runs: `TEST_CACHE_FOLDER`, else
 * `security-context` in `XDG_CACHE_HOME`, else `~/.cache/security-context`.
 */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const base = environment.XDG_CACHE_HOME || join(homedir(), '.cache');
  return environment.TEST_CACHE_FOLDER || join(base, 'security-context');
}

/**
 * Builds a folder once and keeps it. The build happens in a folder beside it and is renamed when complete, so
 * a kept folder is never half built; of two builds at the same time the first to finish wins.
 */
export async function keepOnce(
  folder: string,
  build: (unfinished: string) => Promise<void>,
): Promise<string> {
  if (await exists(folder)) return folder;
  await mkdir(dirname(folder), { recursive: true });
  await removeAbandoned(folder);
  const unfinished = await mkdtemp(`${folder}.unfinished-`);
  const forget = atEnd(() => {
    rmSync(unfinished, { recursive: true, force: true });
  });
  try {
    await build(unfinished);
    await rename(unfinished, folder);
  } catch (error) {
    if (!isTaken(error) || !(await exists(folder))) throw error;
  } finally {
    await rm(unfinished, { recursive: true, force: true });
    forget();
  }
  return folder;
}

/** Reports steps with the seconds since the first, and repeats a step that takes long. */
export function reportSteps(what: string, onProgress: OnProgress = () => undefined) {
  const started = performance.now();
  const report = (step: string) => {
    onProgress({ what, step, seconds: Math.round((performance.now() - started) / 1000) });
  };
  return async <T>(step: string, work: () => Promise<T>): Promise<T> => {
    report(step);
    const heartbeat = setInterval(() => {
      report(`still ${step}`);
    }, HEARTBEAT_MS);
    try {
      return await work();
    } finally {
      clearInterval(heartbeat);
    }
  };
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

function isTaken(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return code === 'ENOTEMPTY' || code === 'EEXIST' || code === 'EPERM';
}

async function removeAbandoned(folder: string): Promise<void> {
  for (const name of await readdir(dirname(folder))) {
    if (!name.startsWith(`${basename(folder)}.unfinished-`)) continue;
    const path = join(dirname(folder), name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }));
    if (Date.now() - mtimeMs > ABANDONED_MS) await rm(path, { recursive: true, force: true });
  }
}
