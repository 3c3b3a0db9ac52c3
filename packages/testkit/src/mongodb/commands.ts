import type { Document, Long } from 'bson';
import { MongoFailure } from './failure.js';
import { hello } from './hello.js';
import type { ReplicaSet } from './hello.js';
import type { MongoAuthentication } from './login.js';
import type { MongoStore } from './store.js';

/** What a command can see and change. */
export interface MongoSession {
  readonly store: MongoStore;
  readonly connectionId: number;
  readonly port: number;
  readonly replicaSet: ReplicaSet | undefined;
  readonly authentication: MongoAuthentication;
}

type Command = (command: Document, session: MongoSession) => Document;

const ready: Command = () => ({ ok: 1 });

const greet: Command = (command, session) => ({
  ...hello(session.connectionId, session.port, session.replicaSet),
  ...(command.saslSupportedMechs === undefined ? {} : { saslSupportedMechs: ['SCRAM-SHA-256'] }),
  ...speculate(command.speculativeAuthenticate, session),
});

/** A login sent along with `hello`; if it fails, the client repeats it on its own and then hears why. */
function speculate(command: unknown, { authentication }: MongoSession): Document {
  if (typeof command !== 'object' || command === null || !('authenticate' in command)) return {};
  try {
    return { speculativeAuthenticate: authentication.authenticate(command) };
  } catch (error) {
    if (error instanceof MongoFailure) return {};
    throw error;
  }
}

const insert: Command = (command, { store }) => {
  const documents = listOf(command.documents);
  const writeErrors = documents.flatMap((document, index) =>
    store.insert(namespace(command, 'insert'), document)
      ? []
      : [{ index, code: 11000, errmsg: 'E11000 duplicate key error' }],
  );
  const n = documents.length - writeErrors.length;
  return { n, ...(writeErrors.length > 0 ? { writeErrors } : {}), ok: 1 };
};

const find: Command = (command, { store }) => {
  const ns = namespace(command, 'find');
  const skip = numberOf(command.skip, 0);
  const limit = numberOf(command.limit, 0);
  const found = store
    .find(ns, (command.filter ?? {}) as Document)
    .slice(skip, limit > 0 ? skip + limit : undefined);
  const single = command.singleBatch === true;
  const { id, documents } = store.open(ns, found, numberOf(command.batchSize, 101), single);
  return { cursor: { firstBatch: documents, id, ns }, ok: 1 };
};

const getMore: Command = (command, { store }) => {
  const id = numberOf(command.getMore, 0);
  const batch = store.more(id, numberOf(command.batchSize, Infinity));
  if (batch === undefined) throw new MongoFailure(43, 'CursorNotFound', `cursor id ${id} not found`);
  return { cursor: { nextBatch: batch.documents, id: batch.id, ns: batch.ns }, ok: 1 };
};

const killCursors: Command = (command, { store }) => {
  const ids = listOf<Long>(command.cursors);
  for (const id of ids) store.kill(Number(id));
  return { cursorsKilled: ids, cursorsNotFound: [], cursorsAlive: [], cursorsUnknown: [], ok: 1 };
};

const drop: Command = (command, { store }) => {
  const ns = namespace(command, 'drop');
  store.drop(ns);
  return { ns, ok: 1 };
};

/** Commands that a client may send before it has logged in. */
const open: Readonly<Record<string, Command>> = {
  hello: greet,
  isMaster: greet,
  ismaster: greet,
  ping: ready,
  endSessions: ready,
  authenticate: (command, { authentication }) => authentication.authenticate(command),
  saslStart: (command, { authentication }) => authentication.start(command),
  saslContinue: (command, { authentication }) => authentication.proceed(command),
};

const needLogin: Readonly<Record<string, Command>> = { insert, find, getMore, killCursors, drop };

/** The name of a command: its first word. */
export function commandName(command: Document): string {
  return Object.keys(command)[0] ?? '';
}

/** Carries a command out. Failures are answers too. */
export function answer(command: Document, session: MongoSession): Document {
  const name = commandName(command);
  try {
    if (Object.hasOwn(open, name)) return open[name]?.(command, session) ?? {};
    const known = Object.hasOwn(needLogin, name) ? needLogin[name] : undefined;
    if (known === undefined) throw new MongoFailure(59, 'CommandNotFound', `no such command: '${name}'`);
    if (!session.authentication.satisfied) {
      throw new MongoFailure(13, 'Unauthorized', `Command ${name} requires authentication`);
    }
    return known(command, session);
  } catch (error) {
    if (error instanceof MongoFailure) return error.answer;
    throw error;
  }
}

function namespace(command: Document, name: string): string {
  return `${String(command.$db)}.${String(command[name])}`;
}

function listOf<Item = Document>(value: unknown): Item[] {
  return Array.isArray(value) ? (value as Item[]) : [];
}

/** A BSON number of any type as a JavaScript number. */
function numberOf(value: unknown, otherwise: number): number {
  return value === undefined ? otherwise : Number(value);
}
