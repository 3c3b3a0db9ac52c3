import { cratedbAdapter, CrateHttpClient } from '@security-context/cratedb';
import type { CrateInput } from '@security-context/cratedb';
import { explain, secure } from '@security-context/core';
import type { SecurityError, SecuritySettings } from '@security-context/core';
import { startCrateDouble } from '@security-context/testkit';
import type { CrateDouble, CrateDoubleOptions } from '@security-context/testkit';

/** What came of an attempt. */
export interface Outcome {
  /** What `sql` gave. */
  readonly rows: readonly unknown[] | undefined;
  /** What the client threw. */
  readonly error: Error | undefined;
  /** What `explain()` makes of that. */
  readonly problem: SecurityError | undefined;
  readonly server: CrateDouble;
  /** Messages of the context's warnings. */
  readonly warnings: readonly string[];
}

/** What an attempt is made with. */
export interface Attempt extends Omit<CrateDoubleOptions, 'cluster'> {
  readonly words?: CrateInput;
  readonly settings?: SecuritySettings;
}

/** Runs `SELECT 1` with a client of its own on a server of its own, by the words of the dialect. */
export async function attempt({ words, settings, ...double }: Attempt): Promise<Outcome> {
  await using server = await startCrateDouble(double);
  const input = { servers: [server.url], ...words };
  const warnings: string[] = [];
  const listeners = { warning: ({ message }: { message: string }) => void warnings.push(message) };
  const bound = await secure(cratedbAdapter, input, { env: {}, listeners, ...(settings && { settings }) });
  await using context = bound.context;
  using client = new CrateHttpClient(bound);
  try {
    const { rows } = await client.sql('SELECT 1');
    return { rows, error: undefined, problem: undefined, server, warnings };
  } catch (thrown) {
    const error = thrown as Error;
    return { rows: undefined, error, problem: explain(error, context), server, warnings };
  }
}

/** What a rejected promise or a call threw. @throws when it did not */
export async function thrownBy(run: () => unknown): Promise<Error> {
  try {
    await run();
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was thrown');
}
