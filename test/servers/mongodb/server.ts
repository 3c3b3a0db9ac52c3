import type { Context } from 'mocha';
import { provisioned, requireServer } from '../catalogue.js';
import { Front, targetOf } from '../front.js';
import type { Login } from '../login.js';
import type { ServerUrl } from '../provision.js';
import { writeServerFiles } from '../server-files.js';
import type { ServerPem } from '../server-files.js';
import { startFerretDb } from './ferretdb.js';
import { startMongod } from './mongod.js';
import type { MongoProgram } from './provision.js';
import { parseMongoUrl } from './url.js';

export interface MongoServerOptions extends ServerPem {
  /** Logins are asked for, and this one is known. A server from `MONGODB_URL` keeps its own. */
  readonly auth?: Login;
  /** Outlives the server, so that a second one, started after the first has stopped, has the same data. */
  readonly dataFolder?: string;
}

export interface MongoServer {
  readonly kind: 'ferretdb' | 'mongod' | 'url';
  /** `mongodb://127.0.0.1:port/…`, without login and without any word about TLS. */
  readonly url: string;
  readonly port: number;
  /** The login the server knows, where it asks for one. */
  readonly auth?: Login;
  readonly stop: () => Promise<void>;
}

/** Starts a real server with TLS on 127.0.0.1; `ca` makes it demand client certificates. */
export async function startMongoServer(options: MongoServerOptions): Promise<MongoServer> {
  const provision = await provisioned('mongodb');
  if (provision.kind === 'url') return startBehindFront(provision, options);
  const files = await writeServerFiles(options, options.dataFolder);
  try {
    const { port, stop } = await startBinary(provision, files, options.auth);
    return {
      kind: provision.kind,
      url: urlOf(port),
      port,
      ...(options.auth && { auth: options.auth }),
      stop: () => stop().finally(() => files.remove()),
    };
  } catch (error) {
    await files.remove();
    throw error;
  }
}

/** For a `before` hook: see `requireServer`. */
export function requireMongoServer(test: Context): Promise<void> {
  return requireServer(test, 'mongodb');
}

async function startBehindFront(provision: ServerUrl, pem: ServerPem): Promise<MongoServer> {
  const { auth, ...target } = parseMongoUrl(provision.url);
  const front = await Front.start(pem, await targetOf(provision, target));
  const { port } = front;
  return { kind: 'url', url: urlOf(port), port, ...(auth && { auth }), stop: () => front.stop() };
}

async function startBinary(
  provision: MongoProgram,
  files: Awaited<ReturnType<typeof writeServerFiles>>,
  auth: Login | undefined,
) {
  if (provision.kind === 'mongod') {
    const { server, port } = await startMongod(provision.binary, files, auth);
    return { port, stop: server.stop };
  }
  const server = await startFerretDb(provision.binary, files, auth);
  return { port: Number(server.ready[1]), stop: server.stop };
}

function urlOf(port: number): string {
  return `mongodb://127.0.0.1:${String(port)}/?directConnection=true`;
}
