import type { ProtocolSettings, ProtocolVersion } from '../settings/security-settings.js';
import { invalidSetting } from './refusal.js';
import { oneOf } from './values.js';
import type { Writing } from './writings.js';

const certificateRequirement = oneOf(['CERT_NONE', 'CERT_OPTIONAL', 'CERT_REQUIRED']);

/** Python's `cert_reqs` by name: whether the server's chain is checked. A client has no use for `CERT_OPTIONAL`. @throws SecurityError `ERR_SETTING_INVALID` */
export function certificateRequired(writing: Writing): boolean {
  return certificateRequirement(writing) !== 'CERT_NONE';
}

/** Constants of Python's `ssl`, and the one version each speaks; `undefined`: the highest both sides know. */
const PROTOCOLS: Readonly<Record<string, ProtocolVersion | undefined>> = {
  PROTOCOL_TLS: undefined,
  PROTOCOL_TLS_CLIENT: undefined,
  PROTOCOL_SSLv23: undefined,
  PROTOCOL_TLSv1: 'TLSv1',
  PROTOCOL_TLSv1_1: 'TLSv1.1',
  PROTOCOL_TLSv1_2: 'TLSv1.2',
};

/**
 * Python's `ssl_version` by name, as Python prints it or bare. A single version is the lowest and the highest; `PROTOCOL_TLS`,
 * `PROTOCOL_TLS_CLIENT` and `PROTOCOL_SSLv23` leave the versions as they are, so SSLv3 is never offered.
 * @throws SecurityError `ERR_SETTING_INVALID`
 */
export function sslVersion({ value, place }: Writing): Pick<ProtocolSettings, 'minVersion' | 'maxVersion'> {
  const name = typeof value === 'string' ? value.replace(/^(ssl\.)?(_SSLMethod\.)?/, '') : '';
  if (!Object.hasOwn(PROTOCOLS, name)) {
    const known = Object.keys(PROTOCOLS).join(', ');
    throw invalidSetting(
      place,
      `it must be one of ${known}`,
      'Write one of these; SSLv2 and SSLv3 are gone.',
    );
  }
  const version = PROTOCOLS[name];
  return version === undefined ? {} : { minVersion: version, maxVersion: version };
}
