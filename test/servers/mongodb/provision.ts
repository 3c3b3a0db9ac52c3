import { cacheFolder } from '../cache.js';
import type { OnProgress } from '../cache.js';
import { findProgram } from '../processes.js';
import { orBuild, serverUrl } from '../provision.js';
import type { ServerUrl } from '../provision.js';
import { buildFerretDb, FERRETDB } from './ferretdb-build.js';

export interface MongoProgram {
  readonly kind: 'ferretdb' | 'mongod';
  readonly binary: string;
}

/**
 * Finds a server that speaks MongoDB: the one `MONGODB_URL` names (with `MONGODB_CA_FILE`, the CA that server's
 * certificate is checked by, and `MONGODB_CERTIFICATE_KEY_FILE`, the client certificate it asks for), else
 * `mongod` on the PATH, else FerretDB, built once into the cache folder.
 */
export async function findMongo(onProgress?: OnProgress): Promise<MongoProgram | ServerUrl> {
  const url = serverUrl('MONGODB');
  if (url) return url;
  const mongod = await findProgram('mongod');
  if (mongod) return { kind: 'mongod', binary: mongod };
  const binary = await orBuild('no MONGODB_URL, no mongod on the PATH', FERRETDB, () =>
    buildFerretDb(cacheFolder(), onProgress),
  );
  return { kind: 'ferretdb', binary };
}
