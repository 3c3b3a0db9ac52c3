import { setTimeout as pause } from 'node:timers/promises';
import {
  startAwsDouble,
  startCqlDouble,
  startCrateDouble,
  startMongoDouble,
} from '@security-context/testkit';
import type {
  AwsDouble,
  CqlDouble,
  CqlSaslAnswer,
  CrateDouble,
  MongoDouble,
  ServerTls,
  TestServer,
} from '@security-context/testkit';
import type { Addresses } from '../addresses.js';

/** The user of Cassandra and CrateDB. */
const USERNAME = 'shop';
/** How long the driver may take to use a connection after the login. */
const SETTLE_MS = 100;

/** The passwords a server takes: two for a while when they change. */
export type Passwords = Readonly<Record<'events' | 'search', readonly string[]>>;

interface Taken {
  events: readonly string[];
  readonly search: { username: string; password: string }[];
}

/** Doubles of the four databases in this process, which demand client certificates. */
export class EmbeddedServers implements AsyncDisposable {
  readonly orders: MongoDouble;
  readonly events: CqlDouble;
  readonly search: CrateDouble;
  readonly archive: AwsDouble;
  readonly #taken: Taken;

  private constructor(servers: readonly [MongoDouble, CqlDouble, CrateDouble, AwsDouble], taken: Taken) {
    [this.orders, this.events, this.search, this.archive] = servers;
    this.#taken = taken;
  }

  static async start(tls: ServerTls, passwords: Passwords): Promise<EmbeddedServers> {
    const taken: Taken = { events: passwords.events, search: logins(passwords.search) };
    const sasl =
      () =>
      (token: Buffer): CqlSaslAnswer => {
        const [, user = '', password = ''] = token.toString().split('\0');
        const known = user === USERNAME && taken.events.includes(password);
        return known ? { user } : { refused: 'Provided username and/or password are incorrect' };
      };
    const servers = await Promise.all([
      startMongoDouble({ tls }),
      startCqlDouble({ tls, sasl }),
      startCrateDouble({ tls, users: taken.search }),
      startAwsDouble({ tls }),
    ]);
    return new EmbeddedServers(servers, taken);
  }

  get addresses(): Addresses {
    return {
      // Idle connections end soon, so that new ones show who connects.
      mongodb: `mongodb://localhost:${this.orders.port}/?maxIdleTimeMS=50`,
      cassandra: { contactPoints: [this.events.contactPoint], dataCenter: 'datacenter1' },
      cratedb: this.search.url,
      s3: { endpoint: this.archive.url, region: 'us-east-1', bucket: 'shop-archive' },
    };
  }

  get all(): readonly (readonly [name: string, server: TestServer])[] {
    const { orders, events, search, archive } = this;
    return Object.entries({ orders, events, search, archive });
  }

  /** How the servers speak TLS from now on; connections that stand are left alone. */
  setTls(change: ServerTls): void {
    for (const [, server] of this.all) server.setSecureContext(change);
  }

  /**
   * Drops the connections of Cassandra, one after the other: its driver keeps them for as long as they last. The other
   * clients replace theirs by themselves.
   */
  async renewConnections(): Promise<void> {
    const { heard } = this.events;
    for (const connection of [...this.events.connections]) {
      if (connection.closed) continue;
      const { length } = heard.logins;
      await this.events.dropConnection(connection);
      await this.events.until(() => heard.logins.length > length);
      await pause(SETTLE_MS);
    }
  }

  /** Resolves when each server has seen this client on a new connection. */
  async sawEverywhere(subject: string): Promise<void> {
    await Promise.all(
      this.all.map(([, server]) => server.until(() => server.heard.clientSubjects.includes(subject))),
    );
  }

  /** The only passwords taken from now on. */
  setPasswords({ events, search }: Passwords): void {
    this.#taken.events = events;
    this.#taken.search.splice(0, Infinity, ...logins(search));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.all.map(([, server]) => server.close()));
  }
}

function logins(passwords: readonly string[]): { username: string; password: string }[] {
  return passwords.map((password) => ({ username: USERNAME, password }));
}
