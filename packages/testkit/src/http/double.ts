import { createServer } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { ServerFault } from '../servers/fault.js';
import { Heard } from '../servers/heard.js';
import type { HeardConnection } from '../servers/heard.js';
import type { ServerTls } from '../servers/server-tls.js';
import { TestServer } from '../servers/test-server.js';

/** One request, as an HTTP double heard it. */
export interface HttpRequest {
  readonly method: string;
  /** Path and query, as sent. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** The connection it came on: who the client is, and whether the session was resumed. */
  readonly connection: HeardConnection;
}

/** What an HTTP double answers. Default: 200, no headers, no body. */
export interface HttpAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object or list is sent as JSON. */
  readonly body?: string | Buffer | object;
}

/** How an HTTP double starts. */
export interface HttpDoubleOptions {
  /** Speak TLS. Default: plain TCP. */
  readonly tls?: ServerTls;
  /** What to answer. Default: 200 and `ok`. */
  readonly answer?: (request: HttpRequest) => HttpAnswer | Promise<HttpAnswer>;
  /** How to misbehave from the start. Default: not at all. */
  readonly fault?: ServerFault;
}

/** What an HTTP double has heard. */
export class HttpHeard extends Heard {
  /** Every request, in order of arrival. */
  requests: HttpRequest[] = [];

  override clear(): void {
    super.clear();
    this.requests = [];
  }
}

/** A server that speaks HTTP/1.1 by Node's own parser. Made by {@link startHttpDouble}. */
export class HttpDouble extends TestServer {
  override readonly heard: HttpHeard = new HttpHeard();
  readonly #secure: boolean;

  /** @internal */
  constructor({ tls, answer = () => ({ body: 'ok' }), fault }: HttpDoubleOptions) {
    // Node's parser, fed with whatever stream the test server has made secure.
    const http = createServer();
    const connections = new WeakMap<object, HeardConnection>();
    super({ ...(tls && { tls }), ...(fault && { fault }), recordBytes: 0 }, (stream, connection) => {
      connections.set(stream, connection);
      http.emit('connection', stream);
    });
    this.#secure = tls !== undefined;
    http.on('request', (request, response) => {
      const connection = connections.get(request.socket);
      if (connection !== undefined) void this.#serve(request, response, connection, answer);
    });
  }

  /** `https://localhost:port`, or `http:` without TLS; no slash at the end. */
  get url(): string {
    return `${this.#secure ? 'https' : 'http'}://localhost:${this.port}`;
  }

  async #serve(
    message: IncomingMessage,
    response: ServerResponse,
    connection: HeardConnection,
    answer: NonNullable<HttpDoubleOptions['answer']>,
  ): Promise<void> {
    try {
      const { method = '', url: path = '', headers } = message;
      const request = { method, path, headers, body: await buffer(message), connection };
      this.heard.requests.push(request);
      const { status = 200, headers: given = {}, body = '' } = await answer(request);
      const json = typeof body === 'object' && !Buffer.isBuffer(body);
      const content = json ? JSON.stringify(body) : body;
      response.writeHead(status, { ...(json && { 'content-type': 'application/json' }), ...given });
      response.end(method === 'HEAD' ? undefined : content);
      this.announce('command', connection, `${method} ${path}`);
    } catch {
      // The client has gone, or the answer cannot be given: real servers hang up too.
      message.socket.destroy();
    }
  }
}

/** Starts an HTTP double on a free port of 127.0.0.1. */
export function startHttpDouble(options: HttpDoubleOptions = {}): Promise<HttpDouble> {
  return new HttpDouble(options).listen();
}
