import { constants } from 'node:crypto';
import type { ProtocolSettings, ProtocolVersion } from '@security-context/core/adapter';
import { materials, oneOf, text } from './values.js';
import { conflict, invalid, type DialectPart, type Placed, type Writing, type Writings } from './writings.js';

const version = oneOf(['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3']);

/** Python's `ssl_version`: the first three mean any version both sides know. */
const PYTHON_VERSIONS: Readonly<Record<string, ProtocolVersion | 'any'>> = {
  PROTOCOL_TLS: 'any',
  PROTOCOL_TLS_CLIENT: 'any',
  PROTOCOL_SSLv23: 'any',
  PROTOCOL_TLSv1: 'TLSv1',
  PROTOCOL_TLSv1_1: 'TLSv1.1',
  PROTOCOL_TLSv1_2: 'TLSv1.2',
};

/** `protocol`: versions, ciphers and groups. */
export function readProtocol(writings: Writings): DialectPart {
  const exact = writings.one(['ssl_version'], pythonVersion);
  const [versions] = writings.of('minVersion', 'maxVersion');
  if (exact !== undefined && versions !== undefined) {
    throw conflict(exact.place, versions.place, 'the TLS version is given twice');
  }
  const one = exact === undefined || exact.value === 'any' ? undefined : { ...exact, value: exact.value };
  const found: Record<keyof ProtocolSettings, Placed<unknown> | undefined> = {
    minVersion: one ?? writings.one(['minVersion'], version),
    maxVersion: one ?? writings.one(['maxVersion'], version),
    ciphers: writings.one(['ciphers'], text),
    groups: writings.one(['ecdhCurve'], text),
    legacyRenegotiation: writings.one(['secureOptions'], legacyServerConnect),
  };
  const written = Object.entries(found).flatMap(([key, placed]) =>
    placed === undefined ? [] : [[key, placed] as const],
  );
  if (written.length === 0) return {};
  return {
    settings: { protocol: Object.fromEntries(written.map(([key, { value }]) => [key, value])) },
    places: Object.fromEntries(written.map(([key, { place }]) => [`protocol.${key}`, place])),
  };
}

/** `revocation`, with Node's word. */
export function readRevocation(writings: Writings): DialectPart {
  const crl = writings.one(['crl'], materials);
  if (crl === undefined) return {};
  return {
    settings: { revocation: { crl: { sources: crl.value, check: 'chain' } } },
    places: { revocation: crl.place },
  };
}

function pythonVersion({ value, place }: Writing): ProtocolVersion | 'any' {
  // Python prints it as `ssl.PROTOCOL_TLS`.
  const name = typeof value === 'string' ? value.replace(/^(ssl\.)?(_SSLMethod\.)?/, '') : '';
  const found = Object.hasOwn(PYTHON_VERSIONS, name) ? PYTHON_VERSIONS[name] : undefined;
  if (found !== undefined) return found;
  throw invalid(place, `it must be one of ${Object.keys(PYTHON_VERSIONS).join(', ')}`, 'Write one of these.');
}

function legacyServerConnect({ value, place }: Writing): true {
  if (value === constants.SSL_OP_LEGACY_SERVER_CONNECT) return true;
  throw invalid(
    place,
    'of OpenSSL options only SSL_OP_LEGACY_SERVER_CONNECT has a setting',
    'Set protocol.minVersion, protocol.maxVersion or protocol.legacyRenegotiation instead.',
  );
}
