import type { CloudOptions } from '@security-context/cloud';
import { explain, secure, SecurityError } from '@security-context/core';
import type { SecuritySettings } from '@security-context/core';
import type { HeardConnection, HttpHeard, ServerTls } from '@security-context/testkit';
import { aws, azure, google, type Cloud } from './clouds.js';

/** A server, and what a user writes to reach it. */
export interface Attempt {
  readonly tls: ServerTls;
  readonly options?: CloudOptions;
  readonly settings?: SecuritySettings;
  readonly env?: NodeJS.ProcessEnv;
}

/** What came of an attempt. */
export interface Outcome {
  /** `undefined` when the server answered. */
  readonly problem: SecurityError | undefined;
  readonly heard: HttpHeard;
  readonly connections: readonly HeardConnection[];
}

/** One request of a cloud's stock client to a server of its own. @throws SecurityError of `secure()` itself */
async function attempt<Options extends object>(cloud: Cloud<Options>, what: Attempt): Promise<Outcome> {
  const { tls, options, settings, env = {} } = what;
  await using server = await cloud.start(tls);
  const bound = await secure(cloud.adapter, options && { options }, { env, ...(settings && { settings }) });
  await using context = bound.context;
  const thrown: unknown = await cloud.use(bound, server.url).catch((error: unknown) => error);
  const { heard, connections } = server;
  if (thrown === undefined) return { problem: undefined, heard, connections };
  const problem = explain(thrown, context);
  if (problem === undefined) throw new Error('an error that explain() knows nothing of', { cause: thrown });
  return { problem, heard, connections };
}

/** The same attempt with each cloud's stock client. */
export const clouds: readonly { name: string; attempt: (what: Attempt) => Promise<Outcome> }[] = [
  { name: 'aws', attempt: (what) => attempt(aws, what) },
  { name: 'google', attempt: (what) => attempt(google, what) },
  { name: 'azure', attempt: (what) => attempt(azure, what) },
];

/** The SecurityError a promise is rejected with. @throws when it is fulfilled, or rejected with anything else */
export async function refusalOf(work: Promise<unknown>): Promise<SecurityError> {
  const error: unknown = await work.then(
    () => new Error('nothing was refused'),
    (thrown: unknown) => thrown,
  );
  if (SecurityError.is(error)) return error;
  throw error;
}
