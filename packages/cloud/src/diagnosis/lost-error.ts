import { SecurityError, type SecurityErrorCode } from '@security-context/core/adapter';
import { causesOf, property } from './causes.js';

/** What may end a connection of ours, and what to do about it: an SDK that keeps only code and message drops that. */
const ACTIONS: Partial<Readonly<Record<SecurityErrorCode, string>>> = {
  ERR_PEER_POLICY: 'Mend what the message tells of, on the server or in peer.names; loosen nothing here.',
  ERR_CONTEXT_CLOSED: 'Close the context after the clients that were bound to it.',
  ERR_INSECURE_REFUSED: "Use https:, or own up to it: insecure: { reason: '…', until: '…' }.",
  ERR_PROXY_REFUSED: 'Check address and login of the proxy, and that it allows CONNECT to this host.',
  ERR_SETTING_CONFLICT: 'Leave tls on, or write http: in the URL.',
};

/** How node-fetch begins the message of every error, before that of the error itself. */
const FETCH_PREFIX = /^request to \S+ failed, reason: /;

/**
 * The SecurityError that an SDK has made an error of its own of, which has its code and message still; `undefined`
 * where there was none.
 */
export function lostError(error: unknown): SecurityError | undefined {
  for (const cause of causesOf(error)) {
    const code = property(cause, 'code');
    const message = property(cause, 'message');
    if (SecurityError.is(cause) || typeof code !== 'string' || typeof message !== 'string') continue;
    if (code === 'ERR_INVALID_PROTOCOL') return wrongProtocol(error);
    if (!Object.hasOwn(ACTIONS, code)) continue;
    const known = code as SecurityErrorCode;
    const reason = message.replace(FETCH_PREFIX, '');
    return new SecurityError(known, { reason, action: ACTIONS[known], cause: error });
  }
  return undefined;
}

/** Node's word for an `http:` URL with an agent for `https:`, and the other way round. */
function wrongProtocol(cause: unknown): SecurityError {
  return new SecurityError('ERR_SETTING_CONFLICT', {
    reason: 'the protocol of the URL is not the one of the context: https: with tls, http: without',
    action: 'Use https:, or a context of its own with tls: false for what has to be plain.',
    cause,
  });
}
