import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { explain } from '@security-context/core';
import type { Logger } from 'pino';

/** What a route answers: a status and something to send as JSON. */
export type Answer = readonly [status: number, body: unknown];

/** Answers one request. `id` is what stands for `:id` in the route's path. */
export type Route = (request: {
  readonly url: URL;
  readonly body: string;
  readonly id: string;
}) => Promise<Answer>;

/** Routes by method and path, `'GET /orders/:id/events'`. */
export type Routes = Readonly<Record<string, Route>>;

const MOST_BYTES = 64 * 1024;

/** JSON over HTTP on the loopback; ends in order. */
export class HttpService {
  readonly #server: Server;
  readonly #routes: Routes;
  readonly #log: Logger;

  private constructor(routes: Routes, log: Logger) {
    this.#routes = routes;
    this.#log = log;
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  /** @param port 0 for any that is free */
  static async start(port: number, routes: Routes, log: Logger): Promise<HttpService> {
    const service = new HttpService(routes, log);
    service.#server.listen(port, '127.0.0.1');
    await once(service.#server, 'listening');
    return service;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Accepts nothing more, and waits for the requests under way. */
  async stop(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeIdleConnections();
    await closed;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [status, body] = await this.#answer(request).catch((error: unknown) =>
      this.#failure(request, error),
    );
    // When it stops, clients on standing connections must not send more.
    if (!this.#server.listening) response.setHeader('connection', 'close');
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  }

  async #answer(request: IncomingMessage): Promise<Answer> {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const [, first = '', id = '', ...more] = url.pathname.split('/');
    const path = ['', first, ...(id === '' ? [] : [':id']), ...more].join('/');
    const route = this.#routes[`${request.method} ${path}`];
    if (route === undefined) return [404, { error: 'no such route' }];
    const body = await bodyOf(request);
    return body === undefined ? [413, { error: 'too large' }] : route({ url, id, body });
  }

  /** The log says what was wrong and what to do; the client is told only whether to try again. */
  #failure({ method, url }: IncomingMessage, error: unknown): Answer {
    const problem = explain(error);
    this.#log.error({ method, url, err: problem ?? error }, 'request failed');
    return problem === undefined ? [500, { error: 'internal' }] : [503, { error: problem.code }];
  }
}

/** The body as text; `undefined` if it is too long. */
async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
