import { Dispatcher, Pool, type buildConnector } from 'undici';
import type { TlsBinding } from '@security-context/core/adapter';
import { Connector, type LiveHttpOptions } from '../sockets/connector.js';
import type { Target } from '../sockets/target.js';
import { LiveClient } from './live-client.js';

/**
 * A live undici dispatcher of a context, once for each adapter and each set of options: for `undici.request`, `stream`
 * and `fetch`, to any server. Pools belong to one generation of the context: after a rotation new requests go to a new
 * one, and the old one closes when its requests are done. The context's `close()` lets no request begin. The
 * dispatcher's own `close()` and `destroy()` are about the connections that stand: the next request opens new ones.
 * @throws SecurityError `ERR_SETTING_INVALID`, `ERR_ADAPTER_CANNOT_HONOUR` for the proxy
 */
export function liveDispatcher(binding: TlsBinding, options: LiveHttpOptions = {}): Dispatcher {
  const { proxy, connections, connectTimeoutMs, keepAliveTimeoutMs } = options;
  const key = JSON.stringify(['dispatcher', proxy, connections, connectTimeoutMs, keepAliveTimeoutMs]);
  const create = (): LiveDispatcher => new LiveDispatcher(new Connector(binding, options), options);
  return binding.once(key, create, (dispatcher) => dispatcher.end());
}

/** The most servers whose pools are kept; the one that was asked for longest ago goes first. */
const MOST_POOLS = 256;

class LiveDispatcher extends Dispatcher {
  readonly #connector: Connector;
  readonly #options: Pool.Options;
  /** By origin, least recently used first; all of one epoch. */
  readonly #pools = new Map<string, Pool>();
  /** All that still have connections. */
  readonly #standing = new Set<Pool>();
  #epoch = 0;

  constructor(connector: Connector, { connections, keepAliveTimeoutMs }: LiveHttpOptions) {
    super();
    this.#connector = connector;
    this.#options = {
      ...(connections !== undefined && { connections }),
      ...(keepAliveTimeoutMs !== undefined && { keepAliveTimeout: keepAliveTimeoutMs }),
      connect: (options, callback) => {
        connector.connect(targetOf(options)).then(
          (socket) => callback(null, socket),
          (error: unknown) => callback(error as Error, null),
        );
      },
    };
  }

  override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    return this.#poolOf(String(options.origin)).dispatch(options, handler);
  }

  override close(callback: () => void): void;
  override close(): Promise<void>;
  override close(callback?: () => void): Promise<void> | undefined {
    this.#retireAll();
    return told(Promise.all([...this.#standing].map((pool) => pool.close())), callback);
  }

  override destroy(error: Error | null, callback: () => void): void;
  override destroy(callback: () => void): void;
  override destroy(error?: Error | null): Promise<void>;
  override destroy(first?: Error | null | (() => void), second?: () => void): Promise<void> | undefined {
    const error = first instanceof Error ? first : null;
    const done = Promise.all([...this.#standing].map((pool) => pool.destroy(error)));
    this.#pools.clear();
    this.#standing.clear();
    return told(done, typeof first === 'function' ? first : second);
  }

  /** Begins no more requests, and lets those under way come to their end. */
  end(): void {
    this.#connector.close();
    this.#retireAll();
  }

  #poolOf(origin: string): Pool {
    const epoch = this.#connector.epoch.current;
    if (epoch !== this.#epoch) this.#retireAll();
    this.#epoch = epoch;
    // A plain server may be refused by now: a new connection tells why.
    if (!origin.startsWith('https:') && !this.#admits(new URL(origin))) this.#retire(origin);
    const pool = this.#pools.get(origin) ?? this.#make(origin);
    // Last in the map is most recently used.
    if (this.#pools.size > 1) this.#pools.delete(origin);
    this.#pools.set(origin, pool);
    return pool;
  }

  #admits(server: URL): boolean {
    return server.protocol === 'https:' || this.#connector.admits(targetOf(server));
  }

  #make(origin: string): Pool {
    const [oldest] = this.#pools.keys();
    if (oldest !== undefined && this.#pools.size >= MOST_POOLS) this.#retire(oldest);
    const epoch = this.#epoch;
    const server = targetOf(new URL(origin));
    const way = {
      open: () =>
        this.#connector.epoch.current === epoch && (server.secure || this.#connector.admits(server)),
      elsewhere: this.dispatch.bind(this),
    };
    const factory = (url: URL, options: object): LiveClient => new LiveClient(url, options, way);
    const pool = new Pool(origin, { ...this.#options, factory });
    this.#standing.add(pool);
    return pool;
  }

  #retireAll(): void {
    for (const origin of this.#pools.keys()) this.#retire(origin);
  }

  #retire(origin: string): void {
    const pool = this.#pools.get(origin);
    this.#pools.delete(origin);
    if (pool === undefined) return;
    const forget = (): unknown => this.#standing.delete(pool);
    pool.close().then(forget, forget);
  }
}

type Server = Pick<buildConnector.Options, 'protocol' | 'hostname' | 'port'> &
  Partial<Pick<buildConnector.Options, 'servername' | 'localAddress'>>;

function targetOf({ protocol, hostname, port, servername, localAddress }: Server): Target {
  const secure = protocol === 'https:';
  return {
    secure,
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port || (secure ? 443 : 80)),
    servername: servername || undefined,
    ...(localAddress && { dial: { localAddress } }),
  };
}

function told(done: Promise<unknown>, callback: (() => void) | undefined): Promise<void> | undefined {
  const finished = done.then(() => undefined);
  if (callback === undefined) return finished;
  void finished.then(callback);
  return undefined;
}
