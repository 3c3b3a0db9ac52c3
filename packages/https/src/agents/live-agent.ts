import { Socket } from 'node:net';
import type { Agent, ClientRequest, ClientRequestArgs } from 'node:http';
import { Attempt } from '../sockets/attempt.js';
import type { Connector } from '../sockets/connector.js';
import type { Target } from '../sockets/target.js';

interface Liveness {
  readonly secure: boolean;
  /** How long an idle connection is kept. Default: until the server closes it. */
  readonly keepAliveTimeoutMs: number | undefined;
}

/** What a request asks of an agent: the words of Node and of `net.connect`. */
type ConnectionArgs = ClientRequestArgs & Partial<Target['dial']> & { readonly servername?: string };
type Created = (error: Error | null, socket?: Socket) => void;

/** The parts of Node's agent that are not in its documentation, and that every agent of npm's builds on. */
interface PoolingAgent extends Pick<Agent, 'getName'> {
  readonly sockets: Record<string, Socket[] | undefined>;
  readonly requests: Record<string, ClientRequest[] | undefined>;
  addRequest(request: ClientRequest, options: ConnectionArgs): void;
  removeSocket(socket: Socket, options: ConnectionArgs): void;
  createConnection(options: ConnectionArgs, created: Created): undefined;
  keepSocketAlive(socket: Socket): boolean;
  reuseSocket(socket: Socket, request: ClientRequest): void;
}

/**
 * Makes a stock agent open its connections through a connector, and send no new request over a connection of an
 * earlier epoch: idle ones are closed before the next request, others when their request is done.
 */
export function makeLive(agent: Agent, connector: Connector, { secure, keepAliveTimeoutMs }: Liveness): void {
  const pool = agent as unknown as PoolingAgent;
  const addRequest = pool.addRequest.bind(pool);
  /** A plain server may be refused by now: a new connection tells why. */
  const allowed = (options: ConnectionArgs): boolean => secure || connector.admits(targetOf(options, secure));
  let epoch = connector.epoch.current;
  pool.addRequest = (request, options) => {
    const now = connector.epoch.current;
    if (now !== epoch || !allowed(options)) closeIdle(agent);
    epoch = now;
    addRequest(request, options);
  };
  // Before the agent hands it to a request that waits, or keeps it.
  agent.prependListener('free', (socket: Socket, options: ConnectionArgs) => {
    if (!connector.fresh(socket) || !allowed(options)) socket.destroy();
  });
  if (keepAliveTimeoutMs !== undefined) limitIdle(pool, keepAliveTimeoutMs);
  pool.createConnection = (options, created) => {
    if (typeof created !== 'function')
      throw new TypeError('createConnection gives its socket to a callback only');
    void open(options, created);
  };

  async function open(options: ConnectionArgs, created: Created): Promise<void> {
    const attempt = new Attempt();
    // Stands for the connection while it is being opened: the agent counts it, and destroys it when it is destroyed.
    const place = new Socket().once('close', () => attempt.end(destroyed()));
    const name = pool.getName(options);
    (pool.sockets[name] ??= []).push(place);
    try {
      const socket = await connector.connect(targetOf(options, secure), attempt);
      remove(pool.sockets, name, place);
      created(null, socket);
    } catch (error) {
      created(error instanceof Error ? error : new Error(String(error)));
      // The request is told in the next tick; then those that wait for a connection get their turn.
      process.nextTick(() => {
        const waiting = [...(pool.requests[name] ?? [])];
        for (const request of waiting) if (request.destroyed) remove(pool.requests, name, request);
        pool.removeSocket(place, options);
      });
    }
  }
}

/** Closes the connections of an agent that no request uses. */
export function closeIdle(agent: Agent): void {
  for (const socket of Object.values(agent.freeSockets).flatMap((sockets = []) => [...sockets]))
    socket.destroy();
}

/** An idle connection is one that waits: a request may take longer. */
function limitIdle(pool: PoolingAgent, idleMs: number): void {
  const keep = pool.keepSocketAlive.bind(pool);
  const reuse = pool.reuseSocket.bind(pool);
  pool.keepSocketAlive = (socket) => {
    const kept = keep(socket);
    // The server's own limit, which Node has set by now, holds if it is shorter.
    const { timeout = 0 } = socket;
    if (kept) socket.setTimeout(timeout > 0 ? Math.min(timeout, idleMs) : idleMs);
    return kept;
  };
  pool.reuseSocket = (socket, request) => {
    socket.setTimeout(0);
    reuse(socket, request);
  };
}

function targetOf(options: ConnectionArgs, secure: boolean): Target {
  const { servername, socketPath, lookup, family, hints, localAddress, autoSelectFamily } = options;
  const dial = { lookup, family, hints, localAddress, autoSelectFamily };
  const given = Object.entries(dial).filter(([, value]) => value !== undefined);
  return {
    secure,
    host: options.host ?? 'localhost',
    port: Number(options.port ?? (secure ? 443 : 80)),
    servername: servername || undefined,
    path: socketPath ?? undefined,
    dial: Object.fromEntries(given),
  };
}

function remove<One>(lists: Record<string, One[] | undefined>, name: string, one: One): void {
  const list = lists[name];
  const index = list?.indexOf(one) ?? -1;
  if (list === undefined || index === -1) return;
  list.splice(index, 1);
  if (list.length === 0) Reflect.deleteProperty(lists, name);
}

function destroyed(): Error {
  return Object.assign(new Error('The agent was destroyed'), { code: 'ECONNRESET' });
}
