import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { provisioned } from '../catalogue.js';
import { withFreePorts } from '../free-ports.js';
import { Front, targetOf } from '../front.js';
import type { Login } from '../login.js';
import { runProgram, startServer } from '../processes.js';
import { makeFolder } from '../server-files.js';
import type { ServerPem } from '../server-files.js';
import { javaOptions, LOGGING, serverConfiguration, serverOptions } from './configuration.js';
import type { CassandraPlace } from './configuration.js';
import { handOver, keepData, NOBODY, readableLibraries, takeData, writePem } from './installation.js';
import type { CassandraProgram, CassandraUrl } from './provision.js';

export interface CassandraOptions extends ServerPem {
  /** A client has to show a certificate of `ca`. Default: when there is a `ca`. */
  readonly requireClientAuth?: boolean;
  /** Outlives the server, so that a second one, started after the first has stopped, has the same data. */
  readonly dataFolder?: string;
}

export interface CassandraServer {
  readonly kind: 'cassandra' | 'url';
  readonly host: '127.0.0.1';
  readonly port: number;
  /** Undefined when somebody else runs it. */
  readonly pid: number | undefined;
  /** The superuser. */
  readonly auth: Login;
  /** Replaces certificate and key, and the CA of clients where one is given, for connections from now on. */
  readonly reloadCertificates: (pem: ServerPem) => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Starts one node with TLS on 127.0.0.1 that asks for a password, and for client certificates when there is a `ca`. */
export async function startCassandra(options: CassandraOptions): Promise<CassandraServer> {
  const provision = await provisioned('cassandra');
  const { requireClientAuth = options.ca !== undefined } = options;
  if (requireClientAuth && options.ca === undefined) throw new Error('requireClientAuth needs a ca');
  const pem: ServerPem = requireClientAuth ? options : { cert: options.cert, key: options.key };
  return provision.kind === 'url'
    ? startBehindFront(provision, pem)
    : startNode(provision, pem, options.dataFolder);
}

async function startBehindFront(provision: CassandraUrl, pem: ServerPem): Promise<CassandraServer> {
  const { hostname, port } = new URL(provision.url);
  const tls = provision.caFile !== undefined;
  const target = { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || '9042'), tls };
  const behind = await targetOf(provision, target);
  // With TLS 1.3, Cassandra 5 may overlook a request that comes together with the end of the handshake.
  const tls12 = behind.tls && { ...behind.tls, maxVersion: 'TLSv1.2' as const };
  const front = await Front.start(pem, { ...behind, ...(tls12 && { tls: tls12 }) });
  return {
    kind: 'url',
    host: '127.0.0.1',
    port: front.port,
    pid: undefined,
    auth: { username: provision.username, password: provision.password },
    reloadCertificates: (newer) => {
      front.setCertificates(newer);
      return Promise.resolve();
    },
    stop: () => front.stop(),
  };
}

async function startNode(
  { java, libraries }: CassandraProgram,
  pem: ServerPem,
  dataFolder: string | undefined,
): Promise<CassandraServer> {
  const { folder, remove } = await makeFolder();
  const kept = dataFolder && join(dataFolder, 'cassandra');
  const run = { cwd: folder, ...NOBODY };
  try {
    const known = await takeData(folder, kept);
    const classPath = ['-cp', await readableLibraries(libraries, folder)];
    await writePem(folder, pem);
    await writeFile(join(folder, 'logback.xml'), LOGGING);
    const { server, place } = await withFreePorts(3, async (storagePort, port, jmxPort) => {
      const place: CassandraPlace = { folder, storagePort, port, jmxPort };
      await writeFile(join(folder, 'cassandra.yaml'), serverConfiguration(place, pem.ca !== undefined));
      await handOver(folder);
      const server = await startServer({
        command: java,
        args: [...javaOptions(place), ...serverOptions(place), ...classPath, DAEMON],
        // The superuser is made after the port is open.
        ready: known ? /Starting listening for CQL clients/ : /Created default superuser role 'cassandra'/,
        stopSignal: 'SIGKILL',
        ...run,
      });
      return { server, place };
    });
    const stop = async () => {
      await server.stop();
      if (kept) await keepData(folder, kept);
      await remove();
    };
    let stopped: Promise<void> | undefined;
    return {
      kind: 'cassandra',
      host: '127.0.0.1',
      port: place.port,
      pid: server.pid,
      auth: { username: 'cassandra', password: 'cassandra' },
      reloadCertificates: async (newer) => {
        await writePem(folder, { ...pem, ...newer });
        const command = ['-h', '127.0.0.1', '-p', String(place.jmxPort), 'reloadssl'];
        await runProgram(java, [...javaOptions(place), ...classPath, NODETOOL, ...command], run);
      },
      stop: () => (stopped ??= stop()),
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

const DAEMON = 'org.apache.cassandra.service.CassandraDaemon';
const NODETOOL = 'org.apache.cassandra.tools.NodeTool';
