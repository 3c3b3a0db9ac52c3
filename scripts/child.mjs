import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** What makes Node run the packages' TypeScript source. */
export const TYPESCRIPT = ['--conditions=@security-context/source', '--import=tsx'];

const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Ctrl-C arrives twice when npm passes on what the terminal has sent already. */
const SAME_SIGNAL_MS = 500;

/** Processes of its own group can be ended together; Windows has no such groups. */
const ownGroup = process.platform !== 'win32';

/** The signal that ended this run, if one did. */
let interrupted;

export function interruption() {
  return interrupted;
}

/**
 * Runs a program to its end in a process group of its own: signals are passed on, and whatever the program has left
 * running is ended with it. What it writes goes to this terminal, or to `onOutput`. Gives the exit code; of a program
 * ended by a signal, 128 and its number.
 */
export async function runToEnd(command, args, { env = process.env, cwd = root, onOutput } = {}) {
  const stdio = onOutput ? ['ignore', 'pipe', 'pipe'] : 'inherit';
  const child = spawn(command, args, { env, cwd, stdio, detached: ownGroup });
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', onOutput);
  let last = { signal: undefined, at: 0 };
  const forward = (signal) => {
    const repeated = last.signal === signal && Date.now() - last.at < SAME_SIGNAL_MS;
    if (!repeated) child.kill(signal);
    last = { signal, at: Date.now() };
    interrupted = signal;
  };
  const endGroup = () => {
    try {
      if (ownGroup && child.pid) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // The group is empty: nothing was left running.
    }
  };
  for (const signal of FORWARDED) process.on(signal, forward);
  process.on('exit', endGroup);
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', reject);
      const codeOf = (code, signal) => code ?? 128 + constants.signals[signal];
      // What is left running would hold the output open.
      child.once('exit', (code, signal) => (onOutput ? endGroup() : resolve(codeOf(code, signal))));
      child.once('close', (code, signal) => resolve(codeOf(code, signal)));
    });
  } finally {
    for (const signal of FORWARDED) process.off(signal, forward);
    process.off('exit', endGroup);
    endGroup();
  }
}
