import { readdir, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { cacheFolder } from '../cache.js';
import type { OnProgress } from '../cache.js';
import { findProgram, runProgram } from '../processes.js';
import { orBuild } from '../provision.js';
import type { ServerUrl } from '../provision.js';
import { buildCassandra, CASSANDRA } from './build.js';

export interface CassandraProgram {
  readonly kind: 'cassandra';
  readonly java: string;
  /** The folder of its jar files. */
  readonly libraries: string;
}

export interface CassandraUrl extends ServerUrl {
  readonly username: string;
  readonly password: string;
}

/** Its reload of certificates and the options of its Java are those of this line. */
const JAVA = '17';

/**
 * Finds a server that speaks CQL: the one node that `CASSANDRA_CONTACT_POINT` (`host:port`) names, with
 * `CASSANDRA_CA_FILE`, the CA of its certificate (without it, no TLS), `CASSANDRA_CERTIFICATE_KEY_FILE`, the client
 * certificate it asks for, and `CASSANDRA_USERNAME` and `CASSANDRA_PASSWORD`, both `cassandra` when left out; else
 * Cassandra 5 of a `cassandra` on the PATH, else from Maven, kept in the cache folder.
 */
export async function findCassandra(onProgress?: OnProgress): Promise<CassandraProgram | CassandraUrl> {
  const running = runningCassandra();
  if (running) return running;
  const missing = 'no CASSANDRA_CONTACT_POINT, no Cassandra 5 on the PATH';
  return orBuild(missing, CASSANDRA, async () => {
    const java = await findJava();
    const libraries = (await librariesOnPath()) ?? (await buildCassandra(cacheFolder(), onProgress));
    return { kind: 'cassandra', java, libraries };
  });
}

function runningCassandra(): CassandraUrl | undefined {
  const { env } = process;
  const point = env.CASSANDRA_CONTACT_POINT;
  if (!point) return undefined;
  const { CASSANDRA_CA_FILE: caFile, CASSANDRA_CERTIFICATE_KEY_FILE: certificateKeyFile } = env;
  return {
    kind: 'url',
    url: `cql://${point}`,
    ...(caFile && { caFile }),
    ...(certificateKeyFile && { certificateKeyFile }),
    username: env.CASSANDRA_USERNAME || 'cassandra',
    password: env.CASSANDRA_PASSWORD || 'cassandra',
  };
}

async function findJava(): Promise<string> {
  const home = process.env.JAVA_HOME;
  const java = home ? join(home, 'bin/java') : await findProgram('java');
  if (!java) throw new Error(`Java ${JAVA} is not installed`);
  const told = await runProgram(java, ['--version']);
  if (!new RegExp(` ${JAVA}[. ]`).test(told))
    throw new Error(`Java ${JAVA} is needed, ${java} is ${told.split('\n', 1)[0] ?? ''}`);
  return java;
}

/** Where a Cassandra that was unpacked, or installed by a package, keeps its jar files. */
async function librariesOnPath(): Promise<string | undefined> {
  const program = await findProgram('cassandra');
  if (!program) return undefined;
  const libraries = join(dirname(await realpath(program)), '../lib');
  const names = await readdir(libraries).catch(() => []);
  return names.some((name) => /^apache-cassandra-5\..*\.jar$/.test(name)) ? libraries : undefined;
}
