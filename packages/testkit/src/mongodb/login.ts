import { Binary } from 'bson';
import type { Document } from 'bson';
import { MongoFailure } from './failure.js';
import { ScramConversation } from './scram.js';

/** Who may log in: by name and password (SCRAM-SHA-256, PLAIN), or by the subject of a client certificate. */
export type MongoUser =
  | { readonly username: string; readonly password: string }
  | {
      /** As {@link TestLeaf.subject} gives it: `CN=app,O=Example`. */
      readonly subject: string;
    };

/** A login that succeeded. */
export interface MongoLogin {
  readonly mechanism: 'MONGODB-X509' | 'PLAIN' | 'SCRAM-SHA-256';
  readonly user: string;
}

/** Who one connection is, and may become. */
export class MongoAuthentication {
  /** The last login that succeeded. */
  login: MongoLogin | undefined;
  readonly #users: readonly MongoUser[] | undefined;
  readonly #subject: string | undefined;
  #scram: ScramConversation | undefined;

  /** @param subject of the client's certificate */
  constructor(users: readonly MongoUser[] | undefined, subject: string | undefined) {
    this.#users = users;
    this.#subject = subject;
  }

  /** Whether data may be read and written. */
  get satisfied(): boolean {
    return this.#users === undefined || this.login !== undefined;
  }

  /** `authenticate`: the client certificate is the user. */
  authenticate(command: Document): Document {
    if (command.mechanism !== 'MONGODB-X509') throw unsupported(command.mechanism);
    const subject = this.#subject;
    if (subject === undefined) throw refused('No verified subject name available from client');
    const named: unknown = command.user;
    if (named !== undefined && named !== subject) {
      throw refused('There is no x.509 client certificate matching the user.');
    }
    const users = this.#users;
    const known = users === undefined || users.some((user) => 'subject' in user && user.subject === subject);
    if (!known) throw refused('Authentication failed.');
    this.login = { mechanism: 'MONGODB-X509', user: subject };
    return { dbname: '$external', user: subject, ok: 1 };
  }

  /** `saslStart`: all of PLAIN, the first half of SCRAM. */
  start(command: Document): Document {
    const payload = textOf(command.payload);
    if (command.mechanism === 'SCRAM-SHA-256') {
      this.#scram = new ScramConversation(payload);
      return said(this.#scram.challenge, false);
    }
    if (command.mechanism !== 'PLAIN') throw unsupported(command.mechanism);
    // Name and password come each after a zero byte (RFC 4616).
    const [, username = '', password = ''] = payload.split('\0');
    if (this.#passwordOf(username) !== password) throw refused('Authentication failed.');
    this.login = { mechanism: 'PLAIN', user: username };
    return said('', true);
  }

  /** `saslContinue`: the second half of SCRAM. */
  proceed(command: Document): Document {
    const scram = this.#scram;
    this.#scram = undefined;
    if (scram === undefined) throw new MongoFailure(17, 'ProtocolError', 'No SASL session state found');
    const password = this.#passwordOf(scram.username);
    const proof = password === undefined ? undefined : scram.finish(textOf(command.payload), password);
    if (proof === undefined) throw refused('Authentication failed.');
    this.login = { mechanism: 'SCRAM-SHA-256', user: scram.username };
    return said(proof, true);
  }

  #passwordOf(username: string): string | undefined {
    for (const user of this.#users ?? []) {
      if ('username' in user && user.username === username) return user.password;
    }
    return undefined;
  }
}

function textOf(payload: unknown): string {
  return payload instanceof Binary ? Buffer.from(payload.value()).toString('utf8') : '';
}

function said(text: string, done: boolean): Document {
  return { conversationId: 1, done, payload: new Binary(Buffer.from(text)), ok: 1 };
}

function refused(why: string): MongoFailure {
  return new MongoFailure(18, 'AuthenticationFailed', why);
}

function unsupported(mechanism: unknown): MongoFailure {
  return new MongoFailure(
    334,
    'MechanismUnavailable',
    `Unsupported authentication mechanism ${String(mechanism)}`,
  );
}
