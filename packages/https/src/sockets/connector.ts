import { connect, type NetConnectOpts, type Socket } from 'node:net';
import { SecurityError, type TlsBinding } from '@security-context/core/adapter';
import { Epoch } from './epoch.js';
import { failureOf, watchFailure } from './failure.js';
import { reached } from './milestone.js';
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

/** Node's and undici's way to hold connections: found dead soon, and nothing waits for more to send. */
const TCP = { noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000 } as const;

/** Opens the connections of one context's agents, or of its dispatcher. */
export class Connector {
  readonly epoch: Epoch;
  readonly #binding: TlsBinding;
  readonly #sessions: Sessions;
  readonly #proxy: Proxy | undefined;
  readonly #timeoutMs: number;
  readonly #epochs = new WeakMap<Socket, number>();
  readonly #attempts = new Set<AbortController>();
  #closed: SecurityError | undefined;

  /** @throws SecurityError for a proxy that is none */
  constructor(binding: TlsBinding, { proxy, connectTimeoutMs = CONNECT_TIMEOUT_MS }: LiveHttpOptions) {
    this.epoch = new Epoch(binding);
    this.#binding = binding;
    this.#sessions = new Sessions(this.epoch);
    this.#proxy = proxy === undefined ? undefined : readProxy(proxy);
    this.#timeoutMs = connectTimeoutMs;
  }

  /**
   * A connection that its first request may be sent on: the server was verified, or may be spoken to in the clear.
   * @param attempt ends it when aborted
   */
  async connect(target: Target, attempt = new AbortController()): Promise<Socket> {
    const { signal } = attempt;
    const timer = setTimeout(() => attempt.abort(tooSlow(target)), this.#timeoutMs);
    this.#attempts.add(attempt);
    let raw: Socket | undefined;
    try {
      if (this.#closed !== undefined) throw this.#closed;
      if (!target.secure) this.#admitPlaintext(target);
      else if (!this.#binding.tls) throw withoutTls(target);
      raw = connect(this.#way(target));
      signal.addEventListener('abort', () => raw?.destroy());
      const socket = await this.#ready(raw, target);
      // What happened since the handshake counts.
      signal.throwIfAborted();
      const failure = failureOf(socket);
      if (failure !== undefined) throw failure;
      return socket;
    } catch (error) {
      raw?.destroy();
      throw signal.aborted ? signal.reason : error;
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
    return this.#closed === undefined && this.#epochs.get(socket as Socket) === this.epoch.current;
  }

  /** Ends what is being opened, and opens nothing more. */
  close(): void {
    const closed = new SecurityError('ERR_CONTEXT_CLOSED', {
      reason: `the security context '${this.#binding.name}' is closed`,
      action: 'Open a new one, or close it later: after the clients that were bound to it.',
    });
    this.#closed = closed;
    for (const attempt of this.#attempts) attempt.abort(closed);
  }

  async #ready(raw: Socket, target: Target): Promise<Socket> {
    await reached(watchFailure(raw), 'connect');
    if (this.#proxy !== undefined) await openTunnel(raw, this.#proxy, target);
    const { epoch } = this;
    if (!target.secure) {
      this.#epochs.set(raw, epoch.current);
      return raw;
    }
    const parts = { binding: this.#binding, epoch, sessions: this.#sessions };
    const begun = epoch.current;
    const socket = await secureSocket(raw, target, parts);
    this.#epochs.set(socket, begun);
    return socket;
  }

  #admitPlaintext(target: Pick<Target, 'host' | 'port'>): void {
    this.#binding.admitPlaintext(`http://${authority(target)}`);
  }

  #way(target: Target): NetConnectOpts {
    const { host, port } = this.#proxy ?? target;
    if (target.path !== undefined && this.#proxy === undefined) return { path: target.path };
    return { ...TCP, ...target.dial, host, port };
  }
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
