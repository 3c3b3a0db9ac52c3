import type { Context } from 'mocha';
import type { OnProgress } from './cache.js';
import { findCassandra } from './cassandra/provision.js';
import { findAzurite, findFakeGcs, findMoto } from './cloud/provision.js';
import { findCrateClient } from './cratedb/client-build.js';
import { findMongo } from './mongodb/provision.js';
import type { Find, NoServer } from './provision.js';

/** Every server and client program the integration tests use, and how each is found. */
const FINDERS = {
  mongodb: findMongo,
  cassandra: findCassandra,
  aws: findMoto,
  azure: findAzurite,
  google: findFakeGcs,
  crateClient: findCrateClient,
} satisfies Record<string, Find<unknown>>;

export type ServerName = keyof typeof FINDERS;

/** What was found for one name. */
export type Found<Name extends ServerName> = Awaited<ReturnType<(typeof FINDERS)[Name]>>;

export const SERVER_NAMES = Object.keys(FINDERS) as ServerName[];

/** Holds what was found for each name as JSON, so that a test process does not look (or build) a second time. */
export const SERVERS_VARIABLE = 'TEST_SERVERS';

/** No such server is to be had on this machine; the message says why. */
export class NoServerError extends Error {
  override readonly name = 'NoServerError';
}

/** Finds a server, or says why there is none. */
export async function provision<Name extends ServerName>(
  name: Name,
  onProgress?: OnProgress,
): Promise<Found<Name> | NoServer> {
  const known = JSON.parse(process.env[SERVERS_VARIABLE] ?? '{}') as Partial<
    Record<ServerName, Found<Name> | NoServer>
  >;
  const find = FINDERS[name] as Find<Found<Name>>;
  return (
    known[name] ??
    find(onProgress).catch((error: unknown) => ({ kind: 'none', skip: (error as Error).message }))
  );
}

/** The same for whoever is about to start it. Throws {@link NoServerError} when there is none. */
export async function provisioned<Name extends ServerName>(name: Name): Promise<Found<Name>> {
  const found = await provision(name);
  if (isNone(found)) throw new NoServerError(found.skip);
  return found;
}

/**
 * For a `before` hook: skips the suite when no such server is to be had; in a run with `CI=true` that is a failure.
 */
export async function requireServer(test: Context, name: ServerName): Promise<void> {
  const found = await provision(name);
  if (!isNone(found)) return;
  if (process.env.CI === 'true') throw new NoServerError(found.skip);
  test.skip();
}

function isNone<Name extends ServerName>(found: Found<Name> | NoServer): found is NoServer {
  return found.kind === 'none';
}
