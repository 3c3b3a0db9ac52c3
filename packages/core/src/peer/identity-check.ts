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
    try {
      if (policy.verify !== 'full') return undefined;
      return checkServerIdentity(expectedName(policy, dialledHost(this), hostname), certificate);
    } catch (cause) {
      return new SecurityError('ERR_PEER_POLICY', {
        place: policy.names === undefined ? undefined : 'peer.names',
        reason: `the name to expect from ${hostname} could not be told, so the server is refused`,
        action: 'Let peer.names return a name or undefined, and never throw.',
        cause,
      });
    }
  };
}

function expectedName(policy: PeerPolicy, dialled: string | undefined, hostname: string): string {
  if (policy.names === undefined) return hostname;
  const name = (dialled !== undefined && policy.names(dialled)) || policy.names(hostname);
  if (name === undefined || name === '') return hostname;
  if (typeof name !== 'string') throw new TypeError('not a name');
  return name;
}

/**
 * With a server name set, Node hands that to the check and keeps the dialled host in its connect options, `this`:
 * undocumented, so a hint only. Without it the names map misses, and the server name is expected: refused at worst.
 */
function dialledHost(options: unknown): string | undefined {
  if (typeof options !== 'object' || options === null || !('host' in options)) return undefined;
  return typeof options.host === 'string' ? options.host : undefined;
}
