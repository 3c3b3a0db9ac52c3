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
  /** Asks the server to end and waits until it has; killed if that takes longer than 10 seconds. */
  readonly stop: () => Promise<void>;
}

const READY_WITHIN_MS = 60_000;
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

/** Runs a program to its end and gives what it wrote; an error tells its last lines. */
export async function runProgram(
  command: string,
  args: string[],
  options: SpawnOptions = {},
): Promise<string> {
  const child = launch(command, args, options);
  const end = ended(child);
  const lines = keepLines(child);
  let written = '';
  child.stdout?.on('data', (chunk: string) => (written += chunk));
  const { code, signal } = await end;
  if (code === 0) return written;
  throw new Error(
    `${command} ${args[0] ?? ''} ended with ${signal ?? `code ${String(code)}`}:\n${lines.join('\n')}`,
  );
}

/** Starts a server and resolves once a line of its output matches `ready`. */
export async function startServer(options: {
  command: string;
  args: string[];
  ready: RegExp;
  env?: NodeJS.ProcessEnv;
}): Promise<RunningServer> {
  const { command, args, ready, env = process.env } = options;
  const child = launch(command, args, { env });
  const end = ended(child);
  const lines = keepLines(child);
  const stop = async () => {
    const kill = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
    child.kill('SIGTERM');
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

function launch(command: string, args: string[], options: SpawnOptions): ChildProcess {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.setEncoding('utf8');
  child.stderr.setEncoding('utf8');
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
