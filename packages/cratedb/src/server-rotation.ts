/** Milliseconds a server that failed is left alone. */
const RETRY_INTERVAL_MS = 30_000;

interface Inactive<Server> {
  readonly since: number;
  readonly server: Server;
}

/**
 * Servers in turn. One that fails is left out for 30 seconds; where all have failed, the one that failed first is tried
 * again at once.
 */
export class ServerRotation<Server> {
  readonly #now: () => number;
  #active: Server[];
  #inactive: Inactive<Server>[] = [];

  /** @param now - the clock, in milliseconds */
  constructor(servers: readonly Server[], now: () => number) {
    this.#active = [...servers];
    this.#now = now;
  }

  /** Those that have not failed, the next one first. */
  get active(): readonly Server[] {
    return [...this.#active];
  }

  /** The server for the next request. */
  next(): Server {
    const due = this.#now() - RETRY_INTERVAL_MS;
    this.#active.push(...this.#inactive.filter(({ since }) => since <= due).map(({ server }) => server));
    this.#inactive = this.#inactive.filter(({ since }) => since > due);
    const server = this.#active.shift() ?? this.#inactive.shift()?.server;
    if (server === undefined) throw new Error('a rotation needs a server');
    this.#active.push(server);
    return server;
  }

  /** Leaves out a server that failed. False if none is left. */
  drop(server: Server): boolean {
    const left = this.#active.filter((other) => other !== server);
    if (left.length < this.#active.length) this.#inactive.push({ since: this.#now(), server });
    this.#active = left;
    return left.length > 0;
  }
}
