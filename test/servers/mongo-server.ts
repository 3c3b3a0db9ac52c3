import type { Context } from 'mocha';
import type { Login } from './ferretdb.js';
import { startFerretDb } from './ferretdb.js';
import { startFront } from './front.js';
import { startMongod } from './mongod.js';
import { provisionFerretDb } from './provision.js';
import type { Provision } from './provision.js';
import { writeServerFiles } from './server-files.js';
import type { ServerPem } from './server-files.js';

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

/** No server that speaks MongoDB is to be had on this machine; the message says why. */
export class NoServerError extends Error {
  override readonly name = 'NoServerError';
}

/** Starts a real server with TLS on 127.0.0.1; `ca` makes it demand client certificates. */
export async function startMongoServer(options: MongoServerOptions): Promise<MongoServer> {
  const provision = await provisionFerretDb();
  if (provision.kind === 'none') throw new NoServerError(provision.skip);
  if (provision.kind === 'url') {
    const { port, auth, stop } = await startFront(provision, options);
    return { kind: 'url', url: urlOf(port), port, ...(auth && { auth }), stop };
  }
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

/**
 * For a `before` hook: skips the suite when no server is to be had; in a run with `CI=true` that is a failure.
 */
export async function requireMongoServer(test: Context): Promise<void> {
  const provision = await provisionFerretDb();
  if (provision.kind !== 'none') return;
  if (process.env.CI === 'true') throw new NoServerError(provision.skip);
  test.skip();
}

async function startBinary(
  provision: Extract<Provision, { binary: string }>,
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
