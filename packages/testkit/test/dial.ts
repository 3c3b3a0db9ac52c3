import { once } from 'node:events';
import type { Socket } from 'node:net';
import { connect } from 'node:tls';
import type { ConnectionOptions, TLSSocket } from 'node:tls';

/** How one attempt of a client went. */
export interface Dialled {
  readonly socket: TLSSocket;
  /** Whether the client thought that the connection was secure. */
  readonly secure: boolean;
  /** The code of the client's error. */
  readonly code: string | undefined;
  /** What the server answered to `hello`. */
  readonly answer: string;
}

/** Connects, says `hello`, and reads until the answer is there or the connection is over. */
export async function dial(port: number, options: ConnectionOptions): Promise<Dialled> {
  const socket = connect({ host: '127.0.0.1', port, ...options });
  let secure = false;
  let code: string | undefined;
  let answer = '';
  socket.once('secureConnect', () => {
    secure = true;
    socket.write('hello');
  });
  socket.on('error', (error: NodeJS.ErrnoException) => (code = error.code));
  socket.on('data', (chunk: Buffer) => {
    answer += chunk.toString();
    socket.end();
  });
  await closed(socket);
  return { socket, secure, code, answer };
}

/** The alert an OpenSSL code names; its prefix differs between versions: `ERR_SSL_SSLV3_`, `ERR_SSL_SSL/TLS_`. */
export function alertOf(code: string | undefined): string | undefined {
  return code?.replace(/^ERR_SSL_.*?_(?=ALERT_)/, '');
}

/** Resolves when a socket is closed, whatever error came before. */
export function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.on('error', () => undefined).once('close', () => resolve());
  });
}

/** Connects and hangs up once the handshake is done, with the session to resume. */
export async function sessionOf(port: number, options: ConnectionOptions): Promise<Buffer> {
  const socket = connect({ host: '127.0.0.1', port, ...options });
  const [session] = (await once(socket, 'session')) as [Buffer];
  socket.end();
  socket.resume();
  await closed(socket);
  return session;
}
