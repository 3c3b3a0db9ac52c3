import {
  protocolVersion,
  sslVersion,
  type DialectPart,
  type ProtocolSettings,
  type Writing,
  type Writings,
} from '@security-context/core/adapter';

/** `protocol` of `SSL_VERSION`: one version exactly, or TLS 1.2 and later. */
export function readProtocol(writings: Writings<'SSL_VERSION'>): DialectPart {
  const version = writings.one(['SSL_VERSION'], versions);
  if (version === undefined) return {};
  const keys = Object.keys(version.value);
  return {
    settings: { protocol: version.value },
    places: Object.fromEntries(keys.map((key) => [`protocol.${key}`, version.place])),
  };
}

const NODE_NAMES = /^TLSv1(\.[123])?$/;

function versions(writing: Writing): ProtocolSettings {
  const { value } = writing;
  const named = typeof value === 'string' && NODE_NAMES.test(value);
  const only = named ? protocolVersion(writing) : undefined;
  const found = only === undefined ? sslVersion(writing) : { minVersion: only, maxVersion: only };
  // Written out, so that a lower version in another place is a conflict.
  const { minVersion = 'TLSv1.2' } = found;
  const old = minVersion === 'TLSv1' || minVersion === 'TLSv1.1';
  // OpenSSL 3 speaks these only without a demand on the strength of signatures.
  return { ...found, minVersion, ...(old && { ciphers: 'DEFAULT@SECLEVEL=0' }) };
}
