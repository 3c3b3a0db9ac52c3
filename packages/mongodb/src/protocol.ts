import { constants } from 'node:crypto';
import type { DialectPart } from './dialect-part.js';
import { oneOf, text } from './values.js';
import { invalid, type Placed, type Writing, type Writings } from './writings.js';

const version = oneOf(['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3']);

/** `protocol`: versions, ciphers and groups. The driver itself would refuse the versions. */
export function readProtocol(writings: Writings): DialectPart {
  const found = {
    minVersion: writings.one(['minVersion'], version),
    maxVersion: writings.one(['maxVersion'], version),
    ciphers: writings.one(['ciphers'], text),
    groups: writings.one(['ecdhCurve'], text),
    legacyRenegotiation: writings.one(['secureOptions'], legacyServerConnect),
  };
  const written = (Object.entries(found) as [string, Placed<unknown> | undefined][]).filter(
    (entry): entry is [string, Placed<unknown>] => entry[1] !== undefined,
  );
  if (written.length === 0) return {};
  return {
    settings: {
      protocol: Object.fromEntries(written.map(([key, { value }]) => [key, value])),
    },
    places: Object.fromEntries(written.map(([key, { place }]) => [`protocol.${key}`, place])),
  };
}

function legacyServerConnect({ value, place }: Writing): true {
  if (value === constants.SSL_OP_LEGACY_SERVER_CONNECT) return true;
  throw invalid(
    place,
    'of OpenSSL options only SSL_OP_LEGACY_SERVER_CONNECT has a setting',
    'Set protocol.minVersion, protocol.maxVersion or protocol.legacyRenegotiation instead.',
  );
}
