import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { connect as connectTcp } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { connect as connectTls, createServer } from 'node:tls';
import type { ConnectionOptions } from 'node:tls';
import type { Login } from './ferretdb.js';
import type { ServerUrl } from './provision.js';
import type { ServerPem } from './server-files.js';

/** A TLS front with the test's own certificates, before a server that runs with somebody else's. */
export async function startFront(provision: ServerUrl, pem: ServerPem) {
  const target = parseMongoUrl(provision.url);
  const tls =
    target.tls || provision.caFile !== undefined ? await clientTls(provision, target.host) : undefined;
  const open = new Set<Socket>();
  const keep = (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  };
  const front = createServer({
    ...pem,
    requestCert: pem.ca !== undefined,
    rejectUnauthorized: pem.ca !== undefined,
  });
  front.on('secureConnection', (client) => {
    const { host, port } = target;
    const server = tls ? connectTls({ ...tls, host, port }) : connectTcp({ host, port });
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      keep(from);
      from.once('error', () => to.destroy()).once('close', () => to.destroy());
      from.pipe(to);
    }
  });
  front.listen(0, '127.0.0.1');
  await once(front, 'listening');
  const stop = async () => {
    const closed = once(front, 'close');
    front.close();
    for (const socket of open) socket.destroy();
    await closed;
  };
  return { port: (front.address() as AddressInfo).port, auth: target.auth, stop };
}

/** The first host of a MongoDB URL, its login, and whether it asks for TLS. */
export function parseMongoUrl(url: string): {
  host: string;
  port: number;
  tls: boolean;
  auth: Login | undefined;
} {
  const match = /^mongodb:\/\/(?:([^:@/]*):([^@/]*)@)?(\[[^\]]+\]|[^:/?,]+)(?::(\d+))?[^?]*(?:\?(.*))?$/.exec(
    url,
  );
  if (!match) throw new Error('MONGODB_URL is not a mongodb:// URL with a host');
  const [, username, password, host = '', port = '27017', query = ''] = match;
  return {
    host: host.replace(/^\[|\]$/g, ''),
    port: Number(port),
    tls: /(?:^|&)(?:tls|ssl)=true(?:&|$)/i.test(query),
    auth:
      username === undefined
        ? undefined
        : { username: decodeURIComponent(username), password: decodeURIComponent(password ?? '') },
  };
}

async function clientTls(provision: ServerUrl, host: string): Promise<ConnectionOptions> {
  const pair = provision.certificateKeyFile && (await readFile(provision.certificateKeyFile, 'utf8'));
  return {
    servername: /^[\d.]+$|:/.test(host) ? '' : host,
    ...(provision.caFile && { ca: await readFile(provision.caFile) }),
    ...(pair && { cert: pair, key: pair }),
  };
}
