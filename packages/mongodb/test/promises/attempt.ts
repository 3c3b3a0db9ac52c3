import { MongoClient } from 'mongodb';
import { explain, secure, SecurityError } from '@security-context/core';
import type { SecuritySettings } from '@security-context/core';
import { mongodbAdapter } from '@security-context/mongodb';
import type { MongoInput } from '@security-context/mongodb';
import { startMongoDouble } from '@security-context/testkit';
import type { HeardConnection, MongoHeard, ServerTls } from '@security-context/testkit';

/** A server, and what a user writes to reach it. */
export interface Attempt {
  /** How the server speaks TLS; absent: not at all. */
  readonly tls?: ServerTls;
  /** As it stands in the URL. Default `localhost`. */
  readonly host?: string;
  /** The URL's options, as they stand after the question mark. */
  readonly query?: string;
  readonly options?: MongoInput['options'];
  readonly settings?: SecuritySettings;
  readonly env?: NodeJS.ProcessEnv;
}

/** What came of an attempt. */
export interface Outcome {
  /** What the driver threw. */
  readonly thrown?: unknown;
  /** `explain()` of what the driver threw; `undefined` when the server answered. */
  readonly problem: SecurityError | undefined;
  readonly heard: MongoHeard;
  readonly connections: readonly HeardConnection[];
}

/** The driver tells of a refusal only when its patience is over. */
const REFUSAL_MS = 300;
const BUSY_REFUSAL_MS = 3_000;
const ANSWER_MS = 10_000;

/**
 * Pings a server of its own with the stock driver.
 * @throws what the driver throws and `explain()` knows nothing of; SecurityError of `secure()` itself
 */
async function ping(attempt: Attempt, serverSelectionTimeoutMS: number): Promise<Outcome> {
  const { tls, host = 'localhost', query, options, settings, env = {} } = attempt;
  await using server = await startMongoDouble(tls ? { tls } : {});
  const url = `mongodb://${host}:${server.port}/${query === undefined ? '' : `?${query}`}`;
  const bound = await secure(
    mongodbAdapter,
    { url, options: { ...options, serverSelectionTimeoutMS, minHeartbeatFrequencyMS: 20 } },
    { env, ...(settings && { settings }) },
  );
  await using context = bound.context;
  const client = new MongoClient(bound.url, bound.options);
  try {
    await client.db('shop').command({ ping: 1 });
    return { problem: undefined, heard: server.heard, connections: server.connections };
  } catch (error) {
    const problem = explain(error, context);
    if (problem === undefined) throw error;
    return { thrown: error, problem, heard: server.heard, connections: server.connections };
  } finally {
    await client.close();
  }
}

/** What the server heard of a ping it answered. @throws SecurityError when it was not answered */
export async function answered(attempt: Attempt): Promise<Outcome> {
  const outcome = await ping(attempt, ANSWER_MS);
  if (outcome.problem !== undefined) throw outcome.problem;
  return outcome;
}

/** An attempt that failed. */
export type Refused = Outcome & { readonly problem: SecurityError };

/** How a ping failed, and what the server heard of it. @throws when it was answered */
export async function refused(attempt: Attempt): Promise<Refused> {
  // On a busy machine the driver's patience may end before the first handshake: that tells nothing, so ask again.
  const { problem, ...outcome } = await ping(attempt, REFUSAL_MS).catch(() => ping(attempt, BUSY_REFUSAL_MS));
  if (problem === undefined) throw new Error('the server answered');
  return { ...outcome, problem };
}

/** The error of words that are refused before any connection. @throws when they are taken */
export async function wordsRefused(attempt: Attempt): Promise<SecurityError> {
  const { query = '', options, settings, env = {} } = attempt;
  const input = { url: `mongodb://localhost:1/?${query}`, ...(options && { options }) };
  const error: unknown = await secure(mongodbAdapter, input, { env, ...(settings && { settings }) }).then(
    ({ context }) => context.close(),
    (thrown: unknown) => thrown,
  );
  if (SecurityError.is(error)) return error;
  throw new Error('the words were taken', { cause: error });
}

/** A path or passphrase as it stands in a URL. */
export function encoded(value: string): string {
  return encodeURIComponent(value);
}
