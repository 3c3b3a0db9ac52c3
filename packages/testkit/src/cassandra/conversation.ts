import { BodyReader, bytes, int, shortBytes, string, stringMultimap } from './body.js';
import type { Execution } from './execution.js';
import { CqlFailure, protocolError, serverError, unprepared } from './failure.js';
import { opcode } from './frame.js';
import type { CqlAnswer, CqlRequest } from './frame.js';
import type { CqlAuthentication } from './login.js';
import { preparedResult } from './result.js';
import { parseStatement } from './statement.js';

/** The versions the double speaks; drivers that begin with a later one come down. */
export const versions = { lowest: 3, highest: 4 } as const;

/** What one connection needs to answer. */
export interface CqlSession {
  /** Class name told to clients that have to log in. */
  readonly authenticator: string;
  readonly authentication: CqlAuthentication;
  readonly execution: Execution;
  /** Statements prepared on this node, by the id a client got. */
  readonly prepared: Map<string, string>;
  /** A statement came, or an answer to a challenge. */
  heard(what: 'query' | 'authResponse', cql?: string): void;
}

type Handler = (body: BodyReader, session: CqlSession, version: number) => CqlAnswer;

const empty = Buffer.alloc(0);
const ready: Handler = () => ({ opcode: opcode.ready, body: empty });

const startup: Handler = (body, session, version) => {
  const { authenticator, authentication } = session;
  if (authentication.satisfied) return ready(body, session, version);
  return { opcode: opcode.authenticate, body: string(authenticator) };
};

const authResponse: Handler = (body, session) => {
  session.heard('authResponse');
  const challenge = session.authentication.respond(body.bytes() ?? empty);
  if (challenge === undefined) return { opcode: opcode.authSuccess, body: bytes(null) };
  return { opcode: opcode.authChallenge, body: bytes(Buffer.from(challenge)) };
};

const query: Handler = (body, session) => {
  const cql = body.longString();
  session.heard('query', cql);
  return session.execution.run(parseStatement(cql), valuesIn(body));
};

const prepare: Handler = (body, session, version) => {
  const cql = body.longString();
  const shape = session.execution.shape(cql, parseStatement(cql));
  session.prepared.set(shape.id.toString('hex'), cql);
  return preparedResult(shape, version);
};

const execute: Handler = (body, session) => {
  const id = body.shortBytes();
  const cql = session.prepared.get(id.toString('hex'));
  if (cql === undefined) throw new CqlFailure(unprepared, 'Prepared query not found', shortBytes(id));
  session.heard('query', cql);
  return session.execution.run(parseStatement(cql), valuesIn(body));
};

const open: Readonly<Record<number, Handler>> = {
  [opcode.options]: () => ({
    opcode: opcode.supported,
    body: stringMultimap({ CQL_VERSION: ['3.4.4'], COMPRESSION: [] }),
  }),
  [opcode.startup]: startup,
  [opcode.authResponse]: authResponse,
};

const needLogin: Readonly<Record<number, Handler>> = {
  [opcode.register]: ready,
  [opcode.query]: query,
  [opcode.prepare]: prepare,
  [opcode.execute]: execute,
};

/** Answers a request. Failures are answers too. */
export function answer(request: CqlRequest, session: CqlSession): CqlAnswer {
  const { version, body, opcode: kind } = request;
  try {
    if (version < versions.lowest || version > versions.highest) {
      const range = `the lowest supported version is ${versions.lowest} and the greatest is ${versions.highest}`;
      throw new CqlFailure(protocolError, `Invalid or unsupported protocol version (${version}); ${range}`);
    }
    const handler = open[kind] ?? (session.authentication.satisfied ? needLogin[kind] : undefined);
    if (handler === undefined) throw new CqlFailure(protocolError, `Unexpected message (opcode ${kind})`);
    return handler(new BodyReader(body), session, version);
  } catch (error) {
    return errorAnswer(
      error instanceof CqlFailure ? error : new CqlFailure(serverError, 'The double failed'),
    );
  }
}

/** The values that came with a statement, after its consistency and flags; names before them do not count. */
function valuesIn(body: BodyReader): (Buffer | null)[] {
  body.short();
  const flags = body.byte();
  if ((flags & 0x01) === 0) return [];
  return Array.from({ length: body.short() }, () => {
    if ((flags & 0x40) !== 0) body.string();
    return body.bytes();
  });
}

function errorAnswer({ code, message, more }: CqlFailure): CqlAnswer {
  return { opcode: opcode.error, body: Buffer.concat([int(code), string(message), more]) };
}
