import { connect, type NetConnectOpts, type Socket } from 'node:net';
import { SecurityError, type TlsBinding } from '@security-context/core/adapter';
import { Attempt } from './attempt.js';
import { Epoch } from './epoch.js';
import { failureOf, watchFailure } from './failure.js';
import { kept, reached } from './milestone.js';
import { openTunnel, readProxy, type Proxy } from './proxy.js';
import { secureSocket } from './secure-socket.js';
import { Sessions } from './sessions.js';
import { authority, type Target } from './target.js';

/** How live agents and dispatchers connect. */
export interface LiveHttpOptions {
  /**
   * HTTP proxy that every connection is tunnelled through (CONNECT, RFC 9110, 9.3.6), `http:` ones to plain servers
   * too: `http://user:password@proxy.example:3128`. No variable of the environment is looked at. @defaultValue none
   */
  readonly proxy?: string;
  /** Most connections to a server at once, from 1; further requests wait. @defaultValue no limit */
  readonly connections?: number;
  /** How long a connection may take until its first request can be sent, in ms. @defaultValue 10000 */
  readonly connectTimeoutMs?: number;
  /**
   * How long an idle connection is kept, in ms. @defaultValue agents: until the server closes it; undici: 4000
   */
  readonly keepAliveTimeoutMs?: number;
}

const CONNECT_TIMEOUT_MS = 10_000;

/** The epoch a connection was begun in, on the socket itself. */
const EPOCH = Symbol('epoch');

type Opened = Socket & { [EPOCH]?: number };

/** Opens the connections of one context's agents, or of its dispatcher. */
export class Connector {
  readonly epoch: Epoch;
  readonly #binding: TlsBinding;
  readonly #sessions: Sessions;
  readonly #proxy: Proxy | undefined;
  readonly #timeoutMs: number;
  readonly #attempts = new Set<Attempt>();
  #closed: SecurityError | undefined;

  /** @throws SecurityError for a proxy that is none */
  constructor(binding: TlsBinding, { proxy, connectTimeoutMs = CONNECT_TIMEOUT_MS }: LiveHttpOptions) {
    this.epoch = new Epoch(binding);
    this.#binding = binding;
    this.#sessions = new Sessions(this.epoch);
    this.#proxy = proxy === undefined ? undefined : readProxy(proxy);
    this.#timeoutMs = connectTimeoutMs;
  }

  /** A connection that its first request may be sent on: the server was verified, or may be spoken to in the clear. */
  async connect(target: Target, attempt = new Attempt()): Promise<Socket> {
    const timer = setTimeout(() => attempt.end(tooSlow(target)), this.#timeoutMs);
    this.#attempts.add(attempt);
    try {
      for (;;) {
        this.#demandOpen(target);
        const socket = await this.#ready(target, attempt);
        // What happened since the handshake counts.
        const failure = attempt.reason ?? failureOf(socket);
        if (failure !== undefined) throw failure;
        if (this.fresh(socket) && (target.secure || this.admits(target))) return socket;
        // A rotation since it was begun counts, too: it is made anew, in the time that is left, or refused.
        socket.destroy();
      }
    } catch (error) {
      const reason = attempt.reason ?? (error as Error);
      attempt.end(reason);
      throw reason;
    } finally {
      clearTimeout(timer);
      this.#attempts.delete(attempt);
    }
  }

  /** Whether a server may be spoken to in the clear; a new connection to it tells why not. */
  admits(target: Pick<Target, 'host' | 'port'>): boolean {
    try {
      this.#admitPlaintext(target);
      return true;
    } catch {
      return false;
    }
  }

  /** Whether new requests may go out on this connection: it is as one that would be made now. */
  fresh(socket: object): boolean {
    return this.#closed === undefined && (socket as Opened)[EPOCH] === this.epoch.current;
  }

  /** Ends what is being opened, and opens nothing more. */
  close(): void {
    const closed = new SecurityError('ERR_CONTEXT_CLOSED', {
      reason: `the security context '${this.#binding.name}' is closed`,
      action: 'Open a new one, or close it later: after the clients that were bound to it.',
    });
    this.#closed = closed;
    for (const attempt of this.#attempts) attempt.end(closed);
  }

  /** Whether the server may be spoken to at all, as things are now. */
  #demandOpen(target: Target): void {
    if (this.#closed !== undefined) throw this.#closed;
    if (!target.secure) this.#admitPlaintext(target);
    else if (!this.#binding.tls) throw withoutTls(target);
  }

  async #ready(target: Target, attempt: Attempt): Promise<Socket> {
    const admitted = this.epoch.current;
    // A Unix socket is on this machine: a proxy would look for it on its own.
    const proxy = target.path === undefined ? this.#proxy : undefined;
    const tunnel = proxy && (await this.#tunnel(proxy, target, attempt));
    if (target.secure) {
      const parts = { binding: this.#binding, epoch: this.epoch, sessions: this.#sessions };
      const begun = this.epoch.current;
      const way = tunnel === undefined ? wayTo(target) : { socket: tunnel };
      const socket = await secureSocket(way, target, parts, attempt);
      return opened(socket, begun);
    }
    const socket = tunnel ?? (await reached(dial(wayTo(target), attempt), 'connect'));
    return opened(socket, admitted);
  }

  async #tunnel(proxy: Proxy, target: Target, attempt: Attempt): Promise<Socket> {
    const { host, port } = proxy;
    const socket = await reached(dial({ ...target.dial, host, port }, attempt), 'connect');
    await openTunnel(socket, proxy, target);
    return socket;
  }

  #admitPlaintext(target: Pick<Target, 'host' | 'port'>): void {
    this.#binding.admitPlaintext(`http://${authority(target)}`);
  }
}

function opened(socket: Opened, epoch: number): Socket {
  socket[EPOCH] = epoch;
  return socket;
}

function wayTo({ host, port, path, dial }: Target): NetConnectOpts {
  return path === undefined ? { ...dial, host, port } : { path };
}

function dial(way: NetConnectOpts, attempt: Attempt): Socket {
  return watchFailure(attempt.hold(kept(connect(way))));
}

function tooSlow({ host, port }: Target): Error {
  const message = `There was no connection to ${authority({ host, port })} in time`;
  return Object.assign(new Error(message), { code: 'ETIMEDOUT', host, port });
}

function withoutTls(target: Target): SecurityError {
  return new SecurityError('ERR_SETTING_CONFLICT', {
    place: `server https://${authority(target)}`,
    reason: 'the URL asks for TLS, and the settings say that there is none (tls: false)',
    action: 'Leave tls on, or write http: in the URL.',
  });
}
