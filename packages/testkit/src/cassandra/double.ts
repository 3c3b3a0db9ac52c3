import { randomUUID } from 'node:crypto';
import type { Duplex } from 'node:stream';
import type { ServerFault } from '../servers/fault.js';
import { Heard } from '../servers/heard.js';
import type { HeardConnection } from '../servers/heard.js';
import type { ServerTls } from '../servers/server-tls.js';
import { TestServer } from '../servers/test-server.js';
import { answer, versions } from './conversation.js';
import type { CqlSession } from './conversation.js';
import { Execution } from './execution.js';
import { frame, FrameReader } from './frame.js';
import { CqlAuthentication, plainLogin } from './login.js';
import type { CqlSasl, CqlUser } from './login.js';
import { CqlRing } from './ring.js';
import type { CqlRow } from './store.js';

/** How a CQL double starts. */
export interface CqlDoubleOptions {
  /** Speak TLS. Default: plain TCP. */
  readonly tls?: ServerTls;
  /** Loopback address to listen on, `127.0.0.2` for a second node. Default `127.0.0.1`. */
  readonly host?: string;
  /** A node of the cluster to join: same data, and each tells clients of the others. Default: a cluster of its own. */
  readonly peer?: CqlDouble;
  /** Who may log in by name and password; everything then needs a login. Default: nobody has to. */
  readonly users?: readonly CqlUser[];
  /** The login in several rounds, one conversation for each connection, instead of `users`. */
  readonly sasl?: (connection: HeardConnection) => CqlSasl;
  /** Class name told to clients that have to log in. Default: Cassandra's `PasswordAuthenticator`. */
  readonly authenticator?: string;
  /** How to misbehave from the start. Default: not at all. */
  readonly fault?: ServerFault;
}

/** What a CQL double has heard. */
export class CqlHeard extends Heard {
  /** Statements in order, also prepared ones when they are executed, and those of the driver itself. */
  queries: string[] = [];
  /** Users who logged in, in order. */
  logins: string[] = [];
  /** How many answers to `AUTHENTICATE` and challenges came. What was in them is not kept. */
  authResponses = 0;

  override clear(): void {
    super.clear();
    this.queries = [];
    this.logins = [];
    this.authResponses = 0;
  }
}

/**
 * A server that speaks enough of Cassandra's native protocol (versions 3 and 4) for the stock driver: its own questions
 * about the cluster, `CREATE KEYSPACE` and `TABLE`, `INSERT`, `SELECT … WHERE column = ?`, prepared or not, and SASL.
 * Made by {@link startCqlDouble}.
 */
export class CqlDouble extends TestServer {
  /** The address it listens on. */
  override readonly host: string;
  override readonly heard: CqlHeard = new CqlHeard();
  /** Who may log in from now on; means nothing without `users` at the start. */
  users: readonly CqlUser[];
  readonly #ring: CqlRing;
  readonly #node: { readonly host: string; readonly id: string };
  readonly #prepared = new Map<string, string>();

  /** @internal */
  constructor({ host = '127.0.0.1', peer, users, sasl, authenticator, ...options }: CqlDoubleOptions) {
    super({ ...options, recordBytes: 0 }, (stream, connection) => {
      const talk = sasl?.(connection) ?? (users && ((token: Buffer) => plainLogin(this.users)(token)));
      this.#converse(stream, connection, {
        authenticator: authenticator ?? 'org.apache.cassandra.auth.PasswordAuthenticator',
        authentication: new CqlAuthentication(talk),
        execution: new Execution(this.#ring, this.#node),
        prepared: this.#prepared,
        heard: (what, cql) => {
          if (what === 'authResponse') this.heard.authResponses += 1;
          else this.heard.queries.push(cql ?? '');
        },
      });
    });
    this.host = host;
    this.users = users ?? [];
    this.#ring = peer === undefined ? new CqlRing() : peer.#ring;
    this.#node = { host, id: randomUUID() };
    this.#ring.nodes.add(this.#node);
  }

  /** `127.0.0.1:port`, as a contact point of the driver. */
  get contactPoint(): string {
    return `${this.host}:${this.port}`;
  }

  /** The stored rows of a table, values as the bytes they came as. Throws if there is no such table. */
  stored(keyspace: string, table: string): readonly CqlRow[] {
    return this.#ring.store.table(keyspace, table).rows;
  }

  /** Resolves with the connection on which the next statement with these words comes. */
  nextQuery(words: string): Promise<HeardConnection> {
    return this.nextEvent(({ command, connection }) => (command?.includes(words) ? connection : undefined));
  }

  #converse(stream: Duplex, connection: HeardConnection, session: CqlSession): void {
    const reader = new FrameReader();
    stream.on('data', (chunk: Buffer) => {
      try {
        // What a server without TLS does with a ClientHello.
        if (connection.wrapped) throw new Error('TLS on a plain port');
        for (const request of reader.read(chunk)) {
          const before = session.authentication.user;
          const queries = this.heard.queries.length;
          const said = answer(request, session);
          const { user } = session.authentication;
          if (user !== undefined && before === undefined) this.heard.logins.push(user);
          const version = Math.min(Math.max(request.version, versions.lowest), versions.highest);
          stream.write(frame(version, request.stream, said));
          const [query] = this.heard.queries.slice(queries);
          this.announce('command', connection, query ?? '');
        }
      } catch {
        // Bytes that are not the CQL protocol: real servers hang up too.
        stream.destroy();
      }
    });
  }
}

/** Starts a CQL double on a free port of the loopback. */
export function startCqlDouble(options: CqlDoubleOptions = {}): Promise<CqlDouble> {
  return new CqlDouble(options).listen();
}
