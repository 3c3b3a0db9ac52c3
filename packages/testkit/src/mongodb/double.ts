import type { Duplex } from 'node:stream';
import type { Document } from 'bson';
import type { ServerFault } from '../servers/fault.js';
import { Heard } from '../servers/heard.js';
import type { HeardConnection } from '../servers/heard.js';
import type { ServerTls } from '../servers/server-tls.js';
import { TestServer } from '../servers/test-server.js';
import { answer, commandName } from './commands.js';
import type { MongoSession } from './commands.js';
import type { ReplicaSet } from './hello.js';
import { MongoAuthentication } from './login.js';
import type { MongoLogin, MongoUser } from './login.js';
import { MongoStore } from './store.js';
import { MongoReader, reply } from './wire.js';

/** How a MongoDB double starts. */
export interface MongoDoubleOptions {
  /** Speak TLS. Default: plain TCP. */
  readonly tls?: ServerTls;
  /**
   * Who may log in; data then needs a login. Default: data needs none, MONGODB-X509 accepts every client
   * certificate, and no name and password is known.
   */
  readonly users?: readonly MongoUser[];
  /** Present itself as the primary of a replica set. Default: a standalone server. */
  readonly replicaSet?: ReplicaSet;
  /** How to misbehave from the start. Default: not at all. */
  readonly fault?: ServerFault;
}

/** What a MongoDB double has heard. */
export class MongoHeard extends Heard {
  /** Names of the commands, in order, those of the driver's own monitoring (`hello`) included. */
  commands: string[] = [];
  /** Logins that succeeded, in order. */
  logins: MongoLogin[] = [];

  override clear(): void {
    super.clear();
    this.commands = [];
    this.logins = [];
  }
}

/**
 * A server that speaks enough of MongoDB's protocol for the stock driver: `hello`, `ping`, `insert`, `find` by
 * equality, cursors, `drop`, and login by SCRAM-SHA-256, MONGODB-X509 and PLAIN. Made by {@link startMongoDouble}.
 */
export class MongoDouble extends TestServer {
  override readonly heard: MongoHeard = new MongoHeard();
  readonly #store = new MongoStore();

  /** @internal */
  constructor({ users, replicaSet, ...options }: MongoDoubleOptions) {
    super({ ...options, recordBytes: 0 }, (stream, connection) => {
      this.#converse(stream, connection, {
        store: this.#store,
        connectionId: connection.id,
        port: this.port,
        replicaSet,
        authentication: new MongoAuthentication(users, connection.peer?.subject),
      });
    });
  }

  /** `mongodb://127.0.0.1:port/`, without anything about security. */
  get url(): string {
    return `mongodb://${this.host}:${this.port}/`;
  }

  /** Resolves with the connection on which the next command of this name comes. */
  nextCommand(name: string): Promise<HeardConnection> {
    return this.nextEvent((event) => (event.command === name ? event.connection : undefined));
  }

  /** The stored documents of a namespace, such as `'shop.orders'`; numbers are BSON's own types. */
  stored(namespace: string): readonly Document[] {
    return this.#store.all(namespace);
  }

  #converse(stream: Duplex, connection: HeardConnection, session: MongoSession): void {
    const reader = new MongoReader();
    stream.on('data', (chunk: Buffer) => {
      try {
        // What a server without TLS does with a ClientHello, whose first bytes would pass for a length.
        if (connection.wrapped) throw new Error('TLS on a plain port');
        for (const request of reader.read(chunk)) {
          const name = commandName(request.command);
          const before = session.authentication.login;
          const body = answer(request.command, session);
          const { login } = session.authentication;
          if (login !== undefined && login !== before) this.heard.logins.push(login);
          this.heard.commands.push(name);
          if (request.wantsReply) stream.write(reply(request, body));
          this.announce('command', connection, name);
        }
      } catch {
        // Bytes that are not MongoDB's protocol: real servers hang up too.
        stream.destroy();
      }
    });
  }
}

/** Starts a MongoDB double on a free port of 127.0.0.1. */
export function startMongoDouble(options: MongoDoubleOptions = {}): Promise<MongoDouble> {
  return new MongoDouble(options).listen();
}
