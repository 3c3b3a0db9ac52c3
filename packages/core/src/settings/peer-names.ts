import { isIPv6 } from 'node:net';
import { SecurityError } from '../errors/security-error.js';

/** `peer.names` as it is written. */
export type PeerNames = Readonly<Record<string, string>> | ((address: string) => string | undefined);

/**
 * An address in the one form that is compared: lower case, IPv6 shortened (RFC 5952) and without brackets, no dot at
 * the end of a name.
 */
function comparable(address: string): string {
  const plain = address.toLowerCase().replace(/^\[(.*)\]$/, '$1');
  if (!isIPv6(plain)) return plain.replace(/\.$/, '');
  return plain.includes('%') ? plain : new URL(`http://[${plain}]`).hostname.slice(1, -1);
}

/** Names by address as a function; addresses match in any spelling. */
export function nameFunction(names: PeerNames): (address: string) => string | undefined {
  if (typeof names === 'function') return names;
  const map = new Map(Object.entries(names).map(([address, name]) => [comparable(address), name]));
  return (address) => map.get(comparable(address));
}

/**
 * Refuses a map that names nothing, one with an address that no server has, and one that names an address twice in two
 * spellings.
 * @throws SecurityError `ERR_SETTING_INVALID`, `ERR_SETTING_CONFLICT`
 */
export function refusePeerNames(names: PeerNames, placeOf: (path: string) => string): void {
  if (typeof names === 'function') return;
  const seen = new Map<string, string>();
  for (const address of Object.keys(names)) {
    const plain = comparable(address);
    if (plain === '' || plain !== plain.trim()) {
      throw new SecurityError('ERR_SETTING_INVALID', {
        place: `${placeOf('peer.names')}: ${JSON.stringify(address)}`,
        reason: plain.trim() === '' ? 'the address is empty' : 'the address has white space around it',
        action: 'Write the address as the driver dials it.',
      });
    }
    const twin = seen.get(plain);
    if (twin !== undefined) {
      throw new SecurityError('ERR_SETTING_CONFLICT', {
        place: `${placeOf('peer.names')}: ${twin} and ${address}`,
        reason: 'both are the same address',
        action: 'Keep one of the two.',
      });
    }
    seen.set(plain, address);
  }
  if (seen.size > 0) return;
  throw new SecurityError('ERR_SETTING_INVALID', {
    place: placeOf('peer.names'),
    reason: 'is empty, so it would name no server',
    action: 'Write the name to expect for each address, or leave it out.',
  });
}
