import type { Outcome } from '../../../test/packed/program.js';

/** A line of the program's log, as far as the tests look at it. */
export interface LogLine {
  readonly level: number;
  readonly msg: string;
  readonly event?: string;
  readonly clients?: readonly string[];
  readonly status?: {
    readonly healthy: boolean;
    readonly generation: number;
    readonly identity?: { readonly subject: string };
  };
  readonly err?: { readonly code?: string; readonly action?: string };
}

export function logLines({ stdout }: Outcome): LogLine[] {
  const lines = stdout.split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as LogLine);
}

/** The line that says why the program ended. */
export function fatalLine(outcome: Outcome): LogLine | undefined {
  return logLines(outcome).find(({ level }) => level === 60);
}
