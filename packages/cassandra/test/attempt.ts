import { explain, secure, SecurityError } from '@security-context/core';
import type { SecurityContext, SecuritySettings } from '@security-context/core';
import { cassandraAdapter } from '@security-context/cassandra';
import type { CassandraInput } from '@security-context/cassandra';
import { startCqlDouble } from '@security-context/testkit';
import type { CqlDouble, CqlDoubleOptions } from '@security-context/testkit';
import { impatient, StockClient } from './stock-client.js';

/** A server, and what a user writes to reach it. */
export interface Attempt extends CassandraInput {
  /** How the server is. */
  readonly server?: CqlDoubleOptions;
  /** As it stands in `contactPoints`. Default `127.0.0.1`. */
  readonly host?: string;
  readonly settings?: SecuritySettings;
}

/** What came of an attempt. */
export interface Outcome {
  /** `explain()` of what the driver threw; `undefined` when the server answered. */
  readonly problem: SecurityError | undefined;
  readonly thrown?: unknown;
  readonly server: CqlDouble;
}

/** Asks a server of its own one question, by the stock driver. @throws SecurityError of `secure()` itself */
export async function attempt({
  server: how,
  host = '127.0.0.1',
  settings,
  ...input
}: Attempt): Promise<Outcome> {
  await using server = await startCqlDouble(how);
  const options = { ...impatient, contactPoints: [`${host}:${server.port}`], ...input.options };
  const bound = await secure(
    cassandraAdapter,
    { ...input, options },
    { env: {}, ...(settings && { settings }) },
  );
  await using context: SecurityContext = bound.context;
  await using client = new StockClient(bound.options);
  try {
    await client.ping();
    return { problem: undefined, server };
  } catch (thrown) {
    const problem = explain(thrown, context);
    if (problem === undefined) throw thrown;
    await server.until(() => server.connections.every(({ closed }) => closed));
    return { problem, thrown, server };
  }
}

/** What came of an attempt that has to succeed. @throws SecurityError when it did not */
export async function answered(given: Attempt): Promise<CqlDouble> {
  const { problem, server } = await attempt(given);
  if (problem !== undefined) throw problem;
  return server;
}

/** How an attempt failed that has to, after the server was asked. @throws when it was answered */
export async function refused(given: Attempt): Promise<Outcome & { readonly problem: SecurityError }> {
  const { problem, ...outcome } = await attempt(given);
  if (problem === undefined) throw new Error('the server answered');
  return { ...outcome, problem };
}

/** The error of what is refused before any connection. @throws when it is taken */
export async function wordsRefused(given: Attempt): Promise<SecurityError> {
  const error: unknown = await attempt(given).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (SecurityError.is(error)) return error;
  throw new Error('the words were taken', { cause: error });
}

/** The SecurityError a call throws. */
export function refusal(call: () => unknown): SecurityError {
  try {
    call();
  } catch (error) {
    if (SecurityError.is(error)) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}
