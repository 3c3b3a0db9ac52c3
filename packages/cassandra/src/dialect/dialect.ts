import { SecurityError, type DialectReading, type SecuritySettings } from '@security-context/core/adapter';
import type { CassandraClientOptions, CassandraInput } from '../input.js';
import { deprecatedWords } from './deprecation.js';
import { readIdentity } from './identity.js';
import { readLogin } from './login.js';
import { readPeer } from './peer.js';
import { readProtocol, readRevocation } from './protocol.js';
import { readTrust } from './trust.js';
import { findWritings, invalid, Writings, type DialectPart, type Writing } from './writings.js';

/**
 * Reads the words of the Node driver and of the Python driver. Pure: no file is opened, no name resolved. Everything
 * that is not about TLS or login is handed on as it is.
 * @throws SecurityError `ERR_SETTING_UNKNOWN`, `ERR_SETTING_INVALID`, `ERR_SETTING_CONFLICT`,
 * `ERR_ADAPTER_CANNOT_HONOUR`
 */
export function readCassandraInput(input: CassandraInput): DialectReading<CassandraInput> {
  // A context without options, and JavaScript, give nothing at all.
  const { options, ...others } = (input as CassandraInput | undefined) ?? {};
  if (options === undefined) return { settings: {}, rest: others };
  refuseBundle(options);
  const { sslOptions } = options;
  const writings = sslOptions ? findWritings(tlsWords(sslOptions)) : new Writings([]);
  const login = readLogin(options);
  const parts: readonly DialectPart[] = [
    sslOptions === false ? { settings: { tls: false }, places: { tls: 'option sslOptions' } } : {},
    readTrust(writings),
    readIdentity(writings),
    readPeer(writings),
    readProtocol(writings),
    readRevocation(writings),
    readSecureContext(writings),
    login,
  ];
  return {
    settings: Object.assign({}, ...parts.map(({ settings }) => settings)) as SecuritySettings,
    rest: { ...others, options: without(options, ['sslOptions', ...login.taken]) },
    places: Object.assign({}, ...parts.map(({ places }) => places)) as Record<string, string>,
    deprecated: deprecatedWords(writings),
  };
}

/** A copy, symbols included, without some names. */
function without(options: CassandraClientOptions, names: readonly string[]): CassandraClientOptions {
  const copy = { ...options };
  for (const name of names) Reflect.deleteProperty(copy, name);
  return copy;
}

function tlsWords(sslOptions: unknown): object {
  if (typeof sslOptions === 'object' && sslOptions !== null && !Array.isArray(sslOptions)) return sslOptions;
  throw invalid('option sslOptions', 'it must be an object, or false', 'Give an object, {} for one.');
}

function refuseBundle({ cloud }: CassandraClientOptions): void {
  if (!cloud) return;
  throw new SecurityError('ERR_ADAPTER_CANNOT_HONOUR', {
    place: 'option cloud',
    reason:
      'a secure connect bundle brings certificates and names of its own, and the driver takes no others beside it',
    action: 'Unpack the bundle: give its certificates as settings and its nodes as contactPoints.',
  });
}

function readSecureContext(writings: Writings): DialectPart {
  const found = writings.one(['secureContext', 'ssl_context'], secureContext);
  if (found === undefined) return {};
  return { settings: { secureContext: found.value }, places: { secureContext: found.place } };
}

function secureContext({ value, place }: Writing): NonNullable<SecuritySettings['secureContext']> {
  if (typeof value === 'object' && value !== null && 'context' in value) return value;
  throw invalid(place, 'it must be a native TLS context', 'Give what tls.createSecureContext returns.');
}
