import { checkServerIdentity, type PeerCertificate } from 'node:tls';
import { SecurityError } from '../errors/security-error.js';
import type { PeerPolicy } from './peer-policy.js';

/** What Node calls between the handshake and the first byte: an error refuses the server. */
export type IdentityCheck = (hostname: string, certificate: PeerCertificate) => Error | undefined;

/**
 * The identity check for a policy (RFC 9525 as Node implements it). It never throws: Node would raise that as
 * uncaught, and some clients would send their request all the same. Every error is returned.
 */
export function identityCheck(policy: PeerPolicy): IdentityCheck {
  return function (this: unknown, hostname, certificate) {
    if (policy.verify !== 'full') return undefined;
    let expected: string;
    try {
      expected = expectedName(policy, dialledHost(this), hostname);
    } catch (cause) {
      return refusal('peer.names', 'the name to expect from the server could not be told', cause);
    }
    try {
      return checkServerIdentity(expected, certificate);
    } catch (cause) {
      return refusal(undefined, 'the names in the server’s certificate could not be read', cause);
    }
  };
}

function refusal(place: string | undefined, what: string, cause: unknown): SecurityError {
  return new SecurityError('ERR_PEER_POLICY', {
    place,
    reason: `${what}, so the server is refused`,
    action:
      place === undefined
        ? 'Have the server’s certificate reissued.'
        : 'Let peer.names return a name or undefined at once, and never throw.',
    cause,
  });
}

function expectedName(policy: PeerPolicy, dialled: string | undefined, hostname: string): string {
  const otherwise = policy.servername ?? hostname;
  if (policy.names === undefined) return otherwise;
  const name: unknown = (dialled !== undefined && policy.names(dialled)) || policy.names(hostname);
  if (name === undefined || name === '') return otherwise;
  if (typeof name === 'string') return name;
  // An async function cannot be waited for here; its own failure must not become an unhandled rejection.
  if (name instanceof Promise) name.catch(() => undefined);
  throw new TypeError('peer.names gave no text');
}

/**
 * With a server name set, Node hands that to the check and keeps the dialled host in its connect options, `this`:
 * undocumented, so a hint only. Without it the names map misses, and the server name is expected: refused at worst.
 */
function dialledHost(options: unknown): string | undefined {
  if (typeof options !== 'object' || options === null || !('host' in options)) return undefined;
  return typeof options.host === 'string' ? options.host : undefined;
}
