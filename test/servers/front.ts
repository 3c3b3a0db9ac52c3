import { readFile } from 'node:fs/promises';
import { connect as connectTcp } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { ConnectionOptions } from 'node:tls';
import { startTestServer } from '@security-context/testkit';
import type { Heard, TestServer } from '@security-context/testkit';
import { join } from './join.js';
import type { ServerUrl } from './provision.js';
import type { ServerPem } from './server-files.js';

/** Where a front passes on what it gets; without `tls` in the clear. */
export interface FrontTarget {
  readonly host: string;
  readonly port: number;
  readonly tls?: ConnectionOptions;
}

/** A TLS front with the test's own certificates, before a server that runs with others or none. */
export class Front {
  /** Until there is one, clients are turned away after their handshake. */
  target: FrontTarget | undefined;
  readonly #server: TestServer;

  private constructor(server: TestServer) {
    this.#server = server;
  }

  /** Listens on a free port of 127.0.0.1; `ca` makes it demand client certificates. */
  static async start({ cert, key, ca }: ServerPem, target?: FrontTarget): Promise<Front> {
    const server = await startTestServer({
      tls: { cert, key, ...(ca !== undefined && { ca, requestCert: true }) },
      recordBytes: 0,
      answer: (client) => {
        if (front.target) join(client, connect(front.target));
        else client.destroy();
      },
    });
    const front: Front = new Front(server);
    front.target = target;
    return front;
  }

  get port(): number {
    return this.#server.port;
  }

  /** What clients sent: connections, handshakes, subjects of certificates, bytes inside TLS. */
  get heard(): Heard {
    return this.#server.heard;
  }

  /** Replaces certificate and key, and the CA of clients where one is given, for connections from now on. */
  setCertificates({ cert, key, ca }: ServerPem): void {
    this.#server.setSecureContext({ cert, key, ...(ca !== undefined && { ca, requestCert: true }) });
  }

  stop(): Promise<void> {
    return this.#server.close();
  }
}

/** The connection a front makes to a server that somebody else runs. */
export async function targetOf(
  { caFile, certificateKeyFile }: ServerUrl,
  { host, port, tls }: { host: string; port: number; tls: boolean },
): Promise<FrontTarget> {
  if (!tls && caFile === undefined) return { host, port };
  const pair = certificateKeyFile && (await readFile(certificateKeyFile, 'utf8'));
  const trust = caFile && { ca: await readFile(caFile) };
  const servername = /^[\d.]+$|:/.test(host) ? '' : host;
  return { host, port, tls: { servername, ...trust, ...(pair && { cert: pair, key: pair }) } };
}

function connect({ host, port, tls }: FrontTarget) {
  return tls ? connectTls({ ...tls, host, port }) : connectTcp({ host, port });
}
