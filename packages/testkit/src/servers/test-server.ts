import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import type { ServerFault } from './fault.js';
import { Heard, HeardConnection } from './heard.js';
import { Reception } from './reception.js';
import type { Serve, ServerEvent } from './reception.js';
import type { ServerTls } from './server-tls.js';
import { Terminator } from './terminator.js';
import { Waiting } from './waiting.js';

/** How a test server starts; `fault` and `tls` can be changed while it runs. */
export interface TestServerOptions {
  /** Speak TLS. Default: plain TCP. */
  readonly tls?: ServerTls;
  /** What clients get back: nothing, their own bytes, or whatever a function does. Default `'nothing'`. */
  readonly answer?: 'nothing' | 'echo' | Serve;
  /** How to misbehave from the start. Default: not at all. */
  readonly fault?: ServerFault;
  /** How many bytes of each connection to keep in `received` and `opening`. Default 65536. */
  readonly recordBytes?: number;
}

/**
 * A server on a free port of 127.0.0.1 that tells what it heard, and misbehaves when asked to. Made by
 * {@link startTestServer}.
 */
export class TestServer implements AsyncDisposable {
  readonly host: string = '127.0.0.1';
  readonly heard: Heard = new Heard();
  /** How the server misbehaves towards connections from now on; `undefined`: not at all. */
  fault: ServerFault | undefined;
  readonly #listener: Server;
  readonly #serve: Serve;
  readonly #recordBytes: number;
  readonly #sockets = new Map<HeardConnection, Socket>();
  readonly #waiting = new Waiting<ServerEvent>();
  #connections: HeardConnection[] = [];
  #accepted = 0;
  #terminator: Terminator | undefined;
  #port = 0;
  #closing: Promise<void> | undefined;

  /** @internal */
  constructor({ tls, fault, recordBytes = 65_536 }: Omit<TestServerOptions, 'answer'>, serve: Serve) {
    this.fault = fault;
    this.#serve = serve;
    this.#recordBytes = recordBytes;
    this.#terminator = tls && new Terminator(tls);
    this.#listener = createServer({ noDelay: true }, (raw) => this.#accept(raw));
  }

  /** @internal Resolves when the server listens. */
  async listen(): Promise<this> {
    await new Promise<void>((resolve, reject) => {
      this.#listener.once('error', reject).listen(0, this.host, resolve);
    });
    this.#port = (this.#listener.address() as AddressInfo).port;
    return this;
  }

  get port(): number {
    return this.#port;
  }

  /** Every connection since the start or the last `forget()`, oldest first. */
  get connections(): readonly HeardConnection[] {
    return this.#connections;
  }

  /**
   * Changes how the server speaks TLS to connections from now on; what is not given stays. `leaf.tls` replaces
   * the server's certificate. Throws when the key material is unusable, or the server does not speak TLS.
   */
  setSecureContext(change: ServerTls): void {
    if (this.#terminator === undefined) throw new Error('This test server does not speak TLS');
    this.#terminator = new Terminator({ ...this.#terminator.settings, ...change });
  }

  /** Resolves with the next TCP connection. */
  nextConnection(): Promise<HeardConnection> {
    return this.#next('connection');
  }

  /** Resolves with the next connection whose TLS handshake the server accepts. */
  nextHandshake(): Promise<HeardConnection> {
    return this.#next('handshake');
  }

  /** Resolves with the next connection whose TLS handshake fails or is refused by the server. */
  nextFailure(): Promise<HeardConnection> {
    return this.#next('failure');
  }

  /** Resolves with the next connection that is closed: all that its client had to say is then in. */
  nextClose(): Promise<HeardConnection> {
    return this.#next('close');
  }

  /** Resolves as soon as the condition holds, asked now and whenever something more is heard. */
  until(condition: () => boolean): Promise<void> {
    return this.#waiting.until(condition);
  }

  /** Forgets what was heard, and the connections. */
  forget(): void {
    this.heard.clear();
    this.#connections = [];
  }

  /** Destroys every open connection; the server goes on. Resolves when they are closed. */
  async dropConnections(): Promise<void> {
    await Promise.all([...this.#sockets.keys()].map((connection) => this.dropConnection(connection)));
  }

  /**
   * Destroys one connection of this server, also one that was forgotten; the others and the server go on. Resolves
   * when it is closed, at once if it already was.
   */
  async dropConnection(connection: HeardConnection): Promise<void> {
    this.#sockets.get(connection)?.destroy();
    await this.until(() => !this.#sockets.has(connection));
  }

  /** Stops, and destroys every connection. May be called again. */
  close(): Promise<void> {
    this.#closing ??= new Promise((resolve) => {
      this.#listener.close(() => {
        this.#waiting.close();
        resolve();
      });
      for (const socket of this.#sockets.values()) socket.destroy();
    });
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** @internal For protocols on top: waits, and tells waiting tests. */
  protected nextEvent<Found>(find: (event: ServerEvent) => Found | undefined): Promise<Found> {
    return this.#waiting.next(find);
  }

  /** @internal */
  protected announce(name: ServerEvent['name'], connection: HeardConnection, command?: string): void {
    this.#waiting.announce({ name, connection, ...(command === undefined ? {} : { command }) });
  }

  #next(name: ServerEvent['name']): Promise<HeardConnection> {
    return this.#waiting.next((event) => (event.name === name ? event.connection : undefined));
  }

  #accept(raw: Socket): void {
    this.#accepted += 1;
    const connection = new HeardConnection(this.#accepted, this.#recordBytes);
    this.#connections.push(connection);
    this.#sockets.set(connection, raw);
    this.heard.connections += 1;
    raw.on('error', () => raw.destroy());
    raw.once('close', () => {
      connection.closed = true;
      this.#sockets.delete(connection);
      this.announce('close', connection);
    });
    this.announce('connection', connection);
    new Reception(raw, connection, {
      terminator: this.#terminator,
      fault: this.fault,
      serve: this.#serve,
      heard: this.heard,
      announce: (name) => this.announce(name, connection),
    }).start();
  }
}

const answers: Readonly<Record<'nothing' | 'echo', Serve>> = {
  nothing: () => undefined,
  echo: (stream) => stream.pipe(stream),
};

/** Starts a server as the options say; without any, a plain TCP listener that records and says nothing. */
export function startTestServer({
  answer = 'nothing',
  ...options
}: TestServerOptions = {}): Promise<TestServer> {
  const serve = typeof answer === 'function' ? answer : answers[answer];
  return new TestServer(options, serve).listen();
}
