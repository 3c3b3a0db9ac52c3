import { Agent, Dispatcher, type buildConnector } from 'undici';
import type { TlsBinding } from '@security-context/core/adapter';
import { Connector, type LiveHttpOptions } from '../sockets/connector.js';
import type { Target } from '../sockets/target.js';

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

interface Pools {
  readonly agent: Agent;
  readonly epoch: number;
}

class LiveDispatcher extends Dispatcher {
  readonly #connector: Connector;
  readonly #options: Agent.Options;
  /** Apart for `https:` and `http:`. */
  readonly #pools = new Map<boolean, Pools>();
  /** All that still have connections. */
  readonly #agents = new Set<Agent>();

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
    return this.#agentFor(options.origin).dispatch(options, handler);
  }

  override close(callback: () => void): void;
  override close(): Promise<void>;
  override close(callback?: () => void): Promise<void> | undefined {
    for (const secure of this.#pools.keys()) this.#retire(secure);
    return told(Promise.all([...this.#agents].map((agent) => agent.close())), callback);
  }

  override destroy(error: Error | null, callback: () => void): void;
  override destroy(callback: () => void): void;
  override destroy(error?: Error | null): Promise<void>;
  override destroy(first?: Error | null | (() => void), second?: () => void): Promise<void> | undefined {
    const error = first instanceof Error ? first : null;
    const done = Promise.all([...this.#agents].map((agent) => agent.destroy(error)));
    this.#pools.clear();
    this.#agents.clear();
    return told(done, typeof first === 'function' ? first : second);
  }

  /** Begins no more requests, and lets those under way come to their end. */
  end(): void {
    this.#connector.close();
    for (const secure of this.#pools.keys()) this.#retire(secure);
  }

  #agentFor(origin: string | URL | undefined): Agent {
    const server = String(origin);
    const secure = !/^http:/i.test(server);
    const epoch = this.#connector.epoch.current;
    const pools = this.#pools.get(secure);
    // A plain server may be refused by now: a new connection tells why.
    const usable = secure || this.#connector.admits(targetOf(new URL(server)));
    if (pools?.epoch === epoch && usable) return pools.agent;
    this.#retire(secure);
    const agent = new Agent(this.#options);
    this.#agents.add(agent);
    this.#pools.set(secure, { agent, epoch });
    return agent;
  }

  #retire(secure: boolean): void {
    const agent = this.#pools.get(secure)?.agent;
    this.#pools.delete(secure);
    if (agent === undefined) return;
    const forget = (): unknown => this.#agents.delete(agent);
    agent.close().then(forget, forget);
  }
}

function targetOf({ protocol, hostname, port, servername, localAddress }: buildConnector.Options): Target {
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
