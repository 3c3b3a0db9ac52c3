import { cacheFolder } from './cache.js';
import type { OnProgress } from './cache.js';
import { buildFerretDb, FERRETDB } from './ferretdb-build.js';
import { findProgram } from './processes.js';

/** A server program this machine can start. */
export interface ServerBinary {
  readonly kind: 'ferretdb' | 'mongod';
  readonly binary: string;
}

/** A server that runs already, told by the environment. */
export interface ServerUrl {
  readonly kind: 'url';
  readonly url: string;
  readonly caFile?: string;
  readonly certificateKeyFile?: string;
}

/** No server is to be had here, and why. */
export interface NoServer {
  readonly kind: 'none';
  readonly skip: string;
}

export type Provision = ServerBinary | ServerUrl | NoServer;

/** Holds a provision as JSON, so that a test process does not look (or build) a second time. */
export const PROVISION_VARIABLE = 'MONGODB_TEST_SERVER';

/**
 * Finds a server that speaks MongoDB: the one `MONGODB_URL` names (with `MONGODB_CA_FILE`, the CA that server's
 * certificate is checked by, and `MONGODB_CERTIFICATE_KEY_FILE`, the client certificate it asks for), else
 * `mongod` on the PATH, else FerretDB, built once into the cache folder.
 */
export async function provisionFerretDb(options: { onProgress?: OnProgress } = {}): Promise<Provision> {
  const environment = process.env;
  const known = environment[PROVISION_VARIABLE];
  if (known) return JSON.parse(known) as Provision;

  if (environment.MONGODB_URL) {
    const { MONGODB_CA_FILE: caFile, MONGODB_CERTIFICATE_KEY_FILE: certificateKeyFile } = environment;
    return {
      kind: 'url',
      url: environment.MONGODB_URL,
      ...(caFile && { caFile }),
      ...(certificateKeyFile && { certificateKeyFile }),
    };
  }

  const mongod = await findProgram('mongod');
  if (mongod) return { kind: 'mongod', binary: mongod };

  try {
    return { kind: 'ferretdb', binary: await buildFerretDb(cacheFolder(), options.onProgress) };
  } catch (error) {
    return {
      kind: 'none',
      skip: `no MONGODB_URL, no mongod on the PATH, and no ${FERRETDB}: ${(error as Error).message}`,
    };
  }
}
