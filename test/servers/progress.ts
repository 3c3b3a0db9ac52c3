import type { Progress } from './cache.js';

/** One line a step; dimmed on a terminal. */
export function printProgress({ what, step, seconds }: Progress): void {
  const line = `${what}: ${step}${seconds > 0 ? ` (${String(seconds)} s)` : ''}`;
  const colours = process.stdout.isTTY && !process.env.NO_COLOR;
  console.log(colours ? `\u001b[2m${line}\u001b[22m` : line);
}
