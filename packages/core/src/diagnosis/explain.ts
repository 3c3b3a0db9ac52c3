import type { SecurityContext } from '../context/security-context.js';
import { SecurityError } from '../errors/security-error.js';
import { causeChain, codeOf, read } from './cause-chain.js';
import type { DiagnosisFacts } from './diagnosis.js';
import { diagnoseCode } from './tls-failures.js';

/**
 * Turns what a driver threw into a {@link SecurityError} with code, reason and smallest safe fix. With the context it
 * also knows where bound drivers hide their causes, and whether the context itself refuses.
 * @returns `undefined` for an error that is not about security
 */
export function explain(error: unknown, context?: SecurityContext): SecurityError | undefined {
  if (SecurityError.is(error)) return error;
  const facts = context?.facts();
  const found = [...causeChain(hiddenCause(error, context)), ...causeChain(error)].flatMap((cause) =>
    explainOne(cause, facts, error),
  );
  // A pool can hold many errors: one about trust says more than one about a host that is down.
  return found.find(({ code }) => code !== 'ERR_PEER_UNREACHABLE') ?? found[0];
}

/** An adapter that cannot read an error must not stand before the explanation of it. */
function hiddenCause(error: unknown, context: SecurityContext | undefined): unknown {
  try {
    return context?.hiddenCause(error);
  } catch {
    return undefined;
  }
}

function explainOne(cause: object, facts: DiagnosisFacts | undefined, thrown: unknown): SecurityError[] {
  if (SecurityError.is(cause)) return [cause];
  const code = codeOf(cause);
  const diagnosis = code === undefined ? undefined : diagnoseCode(code, facts);
  if (code === undefined || diagnosis === undefined) return [];
  const reason = `${diagnosis.reason}${detailOf(cause, code)} [${code}]`;
  const { action } = diagnosis;
  return [new SecurityError(diagnosis.code, { place: peerOf(cause), reason, action, cause: thrown })];
}

/** Host and port, without what might be a login before the host. */
function peerOf(cause: object): string | undefined {
  const name = ['host', 'hostname', 'address'].map((key) => read(cause, key)).find(isText);
  const port = read(cause, 'port');
  if (!isText(name)) return undefined;
  const host = name.slice(name.lastIndexOf('@') + 1);
  return typeof port === 'number' ? `${host}:${port}` : host;
}

/** The most of a text of Node's or the server's that an explanation repeats. */
const MOST_DETAIL = 300;

/** Node tells which names the certificate does have, and in a message only which rule a chain breaks. */
function detailOf(cause: object, code: string): string {
  if (code !== 'ERR_TLS_CERT_ALTNAME_INVALID' && code !== 'UNSPECIFIED') return '';
  const detail = read(cause, code === 'UNSPECIFIED' ? 'message' : 'reason');
  if (!isText(detail)) return '';
  return ` (${detail.length > MOST_DETAIL ? `${detail.slice(0, MOST_DETAIL)}…` : detail})`;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
