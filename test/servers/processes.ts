import { spawn } from 'node:child_process';
import type { ChildProcess, SpawnOptions } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { atEnd } from './cleanup.js';

/** A server that has told it is ready. */
export interface RunningServer {
  readonly pid: number;
  /** What the readiness pattern matched. */
  readonly ready: RegExpExecArray;
  /** The last lines the server wrote. */
  readonly output: () => string;
  /** Ends the server by its stop signal and waits until it has ended; killed if that takes longer than 10 seconds. */
  readonly stop: () => Promise<void>;
}

const READY_WITHIN_MS = 120_000;
/** A download that hangs is not waited for. */
const DONE_WITHIN_MS = 10 * 60_000;
const STOP_WITHIN_MS = 10_000;
const KEPT_LINES = 40;

/** The program's path when one of that name is on the PATH. */
export async function findProgram(name: string): Promise<string | undefined> {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const path = join(folder, name);
    const found = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (folder !== '' && found) return path;
  }
  return undefined;
}

/** Runs a program to its end and gives what it wrote; an error tells its last lines. `input` is for its stdin. */
export async function runProgram(
  command: string,
  args: readonly string[],
  { input = '', ...options }: SpawnOptions & { readonly input?: string } = {},
): Promise<string> {
  const child = launch(command, args, { ...options, stdio: 'pipe' });
  // A program that ends without reading it all is no error here.
  child.stdin?.on('error', () => undefined).end(input);
  const end = ended(child);
  const lines = keepLines(child);
  let written = '';
  child.stdout?.on('data', (chunk: string) => (written += chunk));
  // Not the `timeout` of spawn: of a program that cannot be started it leaves its timer behind.
  const late = setTimeout(() => child.kill('SIGKILL'), DONE_WITHIN_MS);
  const { code, signal } = await end.finally(() => {
    clearTimeout(late);
  });
  if (code === 0) return written;
  throw new Error(
    `${command} ${args[0] ?? ''} ended with ${signal ?? `code ${String(code)}`}:\n${lines.join('\n')}`,
  );
}

export interface ServerStart extends Pick<SpawnOptions, 'cwd' | 'env' | 'uid' | 'gid'> {
  readonly command: string;
  readonly args: readonly string[];
  /** What one line of its output looks like once it answers. */
  readonly ready: RegExp;
  /** Default `SIGTERM`; `SIGKILL` for a server that keeps nothing. */
  readonly stopSignal?: 'SIGTERM' | 'SIGKILL';
}

/** Starts a server and resolves once a line of its output matches `ready`. */
export async function startServer({
  command,
  args,
  ready,
  stopSignal = 'SIGTERM',
  ...options
}: ServerStart): Promise<RunningServer> {
  const child = launch(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const end = ended(child);
  const lines = keepLines(child);
  const stop = async () => {
    const kill = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
    child.kill(stopSignal);
    await end.catch(() => undefined);
    clearTimeout(kill);
  };
  try {
    const match = await readiness(child, end, ready);
    return { pid: child.pid ?? 0, ready: match, output: () => lines.join('\n'), stop };
  } catch (error) {
    await stop();
    throw new Error(`${(error as Error).message}\n${lines.join('\n')}`, { cause: error });
  }
}

function readiness(child: ChildProcess, end: Promise<unknown>, ready: RegExp): Promise<RegExpExecArray> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => {
      reject(new Error(`${child.spawnfile} was not ready within ${String(READY_WITHIN_MS / 1000)} s`));
    }, READY_WITHIN_MS);
    onLine(child, (line) => {
      const match = ready.exec(line);
      if (match) resolve(match);
      if (match) clearTimeout(late);
    });
    end.then(
      () => {
        clearTimeout(late);
        reject(new Error(`${child.spawnfile} ended before it was ready`));
      },
      (error: unknown) => {
        clearTimeout(late);
        reject(error instanceof Error ? error : new Error(String(error)));
      },
    );
  });
}

function launch(command: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  const child = spawn(command, args, options);
  child.stdout?.setEncoding('utf8');
  child.stderr?.setEncoding('utf8');
  return child;
}

/** Settles when the program has ended; one that still runs when this process ends is killed. */
function ended(child: ChildProcess): Promise<{ code: number | null; signal: NodeJS.Signals | null }> {
  const forget = atEnd(() => child.kill('SIGKILL'));
  return new Promise((resolve, reject) => {
    child.once('error', (error) => {
      forget();
      reject(error);
    });
    child.once('close', (code, signal) => {
      forget();
      resolve({ code, signal });
    });
  });
}

function keepLines(child: ChildProcess): string[] {
  const lines: string[] = [];
  onLine(child, (line) => {
    lines.push(line);
    if (lines.length > KEPT_LINES) lines.shift();
  });
  return lines;
}

function onLine(child: ChildProcess, listener: (line: string) => void): void {
  for (const stream of [child.stdout, child.stderr]) {
    let rest = '';
    stream?.on('data', (chunk: string) => {
      const parts = (rest + chunk).split('\n');
      rest = parts.pop() ?? '';
      for (const part of parts) listener(part);
    });
  }
}
