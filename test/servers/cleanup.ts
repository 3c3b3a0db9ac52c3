import { constants } from 'node:os';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const pending = new Set<() => void>();

/**
 * Registers what has to happen even when the process ends before its turn: by an exit, an error nobody caught, or a
 * signal. Gives the function that takes the registration back.
 */
export function atEnd(action: () => void): () => void {
  if (pending.size === 0) {
    process.on('exit', cleanUp);
    for (const signal of SIGNALS) process.on(signal, exit);
  }
  pending.add(action);
  return () => {
    pending.delete(action);
    if (pending.size > 0) return;
    process.off('exit', cleanUp);
    for (const signal of SIGNALS) process.off(signal, exit);
  };
}

/** The latest registered goes first: a server ends before its folder is removed. */
function cleanUp(): void {
  for (const action of [...pending].reverse()) action();
}

function exit(signal: NodeJS.Signals): void {
  process.exit(128 + constants.signals[signal]);
}
