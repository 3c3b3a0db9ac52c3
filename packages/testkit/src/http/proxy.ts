import { createServer } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import type { ServerFault } from '../servers/fault.js';
import { Heard } from '../servers/heard.js';
import type { HeardConnection } from '../servers/heard.js';
import { TestServer } from '../servers/test-server.js';

/** A request for a tunnel, as a proxy double heard it. */
export interface TunnelRequest {
  /** `host:port`, as asked for. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  /** What it was answered with: 200 when the tunnel stood. */
  readonly status: number;
  /** The connection it came on. */
  readonly connection: HeardConnection;
}

/** How a proxy double starts. All of it can be changed while it runs. */
export interface ProxyDoubleOptions {
  /** Demand this login (Basic, RFC 7617), and refuse others with 407. Default: none. */
  readonly login?: { readonly username: string; readonly password: string };
  /** Refuse every tunnel with this status. Default: not at all. */
  readonly refuseWith?: number;
  /** `'close-mid-handshake'` hangs up when asked for a tunnel, `'stall'` never answers. Default: not at all. */
  readonly fault?: ServerFault;
}

/** What a proxy double has heard. */
export class ProxyHeard extends Heard {
  /** Every request for a tunnel, in order of arrival. */
  tunnels: TunnelRequest[] = [];

  override clear(): void {
    super.clear();
    this.tunnels = [];
  }
}

/**
 * An HTTP proxy that opens tunnels (CONNECT, RFC 9110, 9.3.6), behind which every name is this machine. Made by
 * {@link startProxyDouble}.
 */
export class ProxyDouble extends TestServer {
  override readonly heard: ProxyHeard = new ProxyHeard();
  login: ProxyDoubleOptions['login'];
  refuseWith: number | undefined;

  /** @internal */
  constructor({ login, refuseWith, fault }: ProxyDoubleOptions) {
    const http = createServer((_request, response) => response.writeHead(405).end());
    const connections = new WeakMap<object, HeardConnection>();
    super({ ...(fault && { fault }), recordBytes: 0 }, (stream, connection) => {
      connections.set(stream, connection);

      http.emit('connection', stream);
    });
    this.login = login;
    this.refuseWith = refuseWith;
    http.on('connect', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
      const connection = connections.get(stream);
      if (connection !== undefined) this.#answer(request, stream, head, connection);
    });
  }

  /** `http://127.0.0.1:port`, with the login it demands; no slash at the end. */
  get url(): string {
    const { username, password } = this.login ?? { username: '', password: '' };
    const login = this.login && `${encodeURIComponent(username)}:${encodeURIComponent(password)}@`;
    return `http://${login ?? ''}${this.host}:${this.port}`;
  }

  #answer(request: IncomingMessage, stream: Duplex, head: Buffer, connection: HeardConnection): void {
    const { url: target = '', headers } = request;
    const status = this.refuseWith ?? (this.#admits(headers['proxy-authorization']) ? 200 : 407);
    this.heard.tunnels.push({ target, headers, status, connection });
    this.announce('command', connection, `CONNECT ${target}`);
    stream.on('error', () => stream.destroy());
    if (status !== 200) {
      const demand = status === 407 ? 'Proxy-Authenticate: Basic realm="testkit"\r\n' : '';
      stream.end(`HTTP/1.1 ${status} Refused\r\n${demand}Content-Length: 0\r\n\r\n`);
      return;
    }
    const server = connect(Number(target.slice(target.lastIndexOf(':') + 1)), this.host);
    server.once('connect', () => {
      stream.write('HTTP/1.1 200 Connection established\r\n\r\n');
      server.write(head);
      stream.pipe(server).pipe(stream);
    });
    server.on('error', () => stream.end('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n'));
    server.once('close', () => stream.destroy());
    stream.once('close', () => server.destroy());
  }

  #admits(authorization: string | undefined): boolean {
    if (this.login === undefined) return true;
    const { username, password } = this.login;
    return authorization === `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  }
}

/** Starts a proxy double on a free port of 127.0.0.1. */
export function startProxyDouble(options: ProxyDoubleOptions = {}): Promise<ProxyDouble> {
  return new ProxyDouble(options).listen();
}
