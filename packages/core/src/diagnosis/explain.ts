import type { SecurityContext } from '../context/security-context.js';
import { redactUris } from '../errors/redact.js';
import { SecurityError } from '../errors/security-error.js';
import { causeChain, codeOf } from './cause-chain.js';
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
  const hidden = context?.hiddenCause(error);
  const found = [...causeChain(hidden), ...causeChain(error)].flatMap((cause) =>
    explainOne(cause, facts, error),
  );
  // A pool can hold many errors: one about trust says more than one about a host that is down.
  return found.find(({ code }) => code !== 'ERR_PEER_UNREACHABLE') ?? found[0];
}

function explainOne(cause: object, facts: DiagnosisFacts | undefined, thrown: unknown): SecurityError[] {
  if (SecurityError.is(cause)) return [cause];
  const code = codeOf(cause);
  const diagnosis = code === undefined ? undefined : diagnoseCode(code, facts);
  if (diagnosis === undefined) return [];
  const peer = peerOf(cause);
  const reason = `${diagnosis.reason}${detailOf(cause)} [${code}]`;
  return [
    new SecurityError(diagnosis.code, { place: peer, reason, action: diagnosis.action, cause: thrown }),
  ];
}

function peerOf(cause: object): string | undefined {
  const { host, address, hostname, port } = cause as Record<string, unknown>;
  const name = [host, hostname, address].find((value) => typeof value === 'string');
  if (typeof name !== 'string') return undefined;
  return redactUris(typeof port === 'number' ? `${name}:${port}` : name);
}

/** Node tells which names the certificate does have. */
function detailOf(cause: object): string {
  const { code, reason } = cause as Record<string, unknown>;
  return code === 'ERR_TLS_CERT_ALTNAME_INVALID' && typeof reason === 'string' ? ` (${reason})` : '';
}
