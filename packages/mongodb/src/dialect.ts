import type { DialectReading, SecuritySettings } from '@security-context/core/adapter';
import {
  formatConnectionString,
  parseConnectionString,
  reduceConnectionString,
} from './connection-string.js';
import type { DialectPart } from './dialect-part.js';
import { readIdentity } from './identity.js';
import type { MongoInput } from './input.js';
import { readLogin } from './login.js';
import { readPeer } from './peer.js';
import { readProtocol } from './protocol.js';
import { refuseWritings } from './refusals.js';
import { readRevocation } from './revocation.js';
import { readTrust } from './trust.js';
import { flagOrText } from './values.js';
import { findWord } from './words.js';
import { findWritings, invalid, type Writing, type Writings } from './writings.js';

/**
 * Reads the words of PyMongo and of the Node driver. Pure: no file is opened, no name resolved. Everything that is
 * not about TLS or login is handed on byte for byte.
 * @throws SecurityError `ERR_SETTING_UNKNOWN`, `ERR_SETTING_INVALID`, `ERR_SETTING_CONFLICT`,
 * `ERR_ADAPTER_CANNOT_HONOUR`
 */
export function readMongoInput(input: MongoInput): DialectReading<MongoInput> {
  // A context without a URL, and JavaScript, give nothing at all.
  const { url, options } = (input as MongoInput | undefined) ?? { url: undefined };
  const uri = parseConnectionString(url);
  const writings = findWritings(uri, options);
  refuseWritings(writings);
  const login = readLogin(uri, writings);
  const parts: readonly DialectPart[] = [
    readTls(writings),
    readTrust(writings),
    readIdentity(writings),
    readPeer(writings),
    readRevocation(writings),
    readProtocol(writings),
    readSecureContext(writings),
    login,
  ];
  const taken = (name: string): boolean => {
    const word = findWord(name);
    if (word === 'auth' || word === 'authMechanism') return !login.leftToDriver;
    return word !== undefined;
  };
  const rest = reduceConnectionString(uri, {
    login: login.leftToDriver,
    option: ({ name }) => !taken(name),
  });
  return {
    settings: Object.assign({}, ...parts.map(({ settings }) => settings)) as SecuritySettings,
    rest: { url: formatConnectionString(rest), ...(options && { options: without(options, taken) }) },
    places: Object.assign({}, ...parts.map(({ places }) => places)) as Record<string, string>,
  };
}

/** A copy, symbols included, without some names. */
function without<T extends object>(options: T, isTaken: (name: string) => boolean): T {
  const copy = { ...options };
  for (const name of Object.keys(copy).filter(isTaken)) Reflect.deleteProperty(copy, name);
  return copy;
}

function readTls(writings: Writings): DialectPart {
  const tls = writings.one(['tls', 'ssl'], flagOrText);
  return tls === undefined ? {} : { settings: { tls: tls.value }, places: { tls: tls.place } };
}

function readSecureContext(writings: Writings): DialectPart {
  const found = writings.one(['secureContext'], secureContext);
  if (found === undefined) return {};
  return { settings: { secureContext: found.value }, places: { secureContext: found.place } };
}

function secureContext({ value, place }: Writing): NonNullable<SecuritySettings['secureContext']> {
  if (typeof value === 'object' && value !== null && 'context' in value) {
    return value;
  }
  throw invalid(place, 'it must be a native TLS context', 'Give what tls.createSecureContext returns.');
}
