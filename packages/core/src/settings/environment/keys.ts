/** How a variable's text becomes a value. `path`s and `paths` are from the working directory. */
export type ValueKind = 'yes-no' | 'number' | 'text' | 'path' | 'anchors' | 'paths' | 'list' | 'never';

/** What a variable `SECURITY_CONTEXT_<NAME>_<KEY>` sets. */
export interface EnvironmentKey {
  /** Path of the setting, `trust.anchors` for one. */
  readonly path: string;
  readonly kind: ValueKind;
}

const key = (path: string, kind: ValueKind = 'text'): EnvironmentKey => ({ path, kind });

/** Every `<KEY>`. None is the end of another after an underscore, so a variable belongs to one context only. */
export const ENVIRONMENT_KEYS: Readonly<Record<string, EnvironmentKey>> = {
  ADAPTER: key('adapter'),
  URL: key('url'),
  TLS: key('tls', 'yes-no'),
  TRUST_ANCHORS: key('trust.anchors', 'anchors'),
  TRUST_PARTIAL_CHAIN: key('trust.partialChain', 'yes-no'),
  IDENTITY_CERTIFICATE_KEY_FILE: key('identity.certificateKeyFile', 'path'),
  IDENTITY_CERTIFICATE: key('identity.certificate', 'path'),
  IDENTITY_KEY: key('identity.key', 'path'),
  IDENTITY_PKCS12: key('identity.pkcs12', 'path'),
  IDENTITY_PASSPHRASE: key('identity.passphrase'),
  IDENTITY_PASSPHRASE_FILE: key('identity.passphraseFile', 'path'),
  PEER_VERIFY: key('peer.verify'),
  PEER_SERVERNAME: key('peer.servername'),
  PEER_PROFILE: key('peer.profile'),
  PEER_PINS: key('peer.pins', 'list'),
  REVOCATION: key('revocation'),
  REVOCATION_CRL_SOURCES: key('revocation.crl.sources', 'paths'),
  REVOCATION_CRL_CHECK: key('revocation.crl.check'),
  REVOCATION_OCSP_UNKNOWN: key('revocation.ocsp.unknown'),
  REVOCATION_OCSP_ENDPOINT: key('revocation.ocsp.endpoint', 'yes-no'),
  REVOCATION_OCSP_TIMEOUT_MS: key('revocation.ocsp.timeoutMs', 'number'),
  PROTOCOL_MIN_VERSION: key('protocol.minVersion'),
  PROTOCOL_MAX_VERSION: key('protocol.maxVersion'),
  PROTOCOL_CIPHERS: key('protocol.ciphers'),
  PROTOCOL_GROUPS: key('protocol.groups'),
  PROTOCOL_LEGACY_RENEGOTIATION: key('protocol.legacyRenegotiation', 'yes-no'),
  CREDENTIALS_USERNAME: key('credentials.username'),
  CREDENTIALS_PASSWORD: key('credentials.password'),
  CREDENTIALS_PASSWORD_FILE: key('credentials.passwordFile', 'path'),
  CREDENTIALS_MECHANISM: key('credentials.mechanism'),
  CREDENTIALS_AUTHENTICATOR: key('credentials.authenticator'),
  RELOAD: key('reload', 'never'),
  RELOAD_QUIET_MS: key('reload.quietMs', 'number'),
  RELOAD_POLL_MS: key('reload.pollMs', 'number'),
  INSECURE_REASON: key('insecure.reason'),
  INSECURE_OWNER: key('insecure.owner'),
  INSECURE_UNTIL: key('insecure.until'),
  REFUSE_INSECURE: key('refuseInsecure', 'yes-no'),
};

/** Settings that text cannot hold. */
export const KEYS_IN_CODE: readonly string[] = ['PEER_NAMES', 'SECURE_CONTEXT', 'OPTIONS'];

/** The `<KEY>` of a setting. */
export function keyOfSetting(path: string): string | undefined {
  return Object.keys(ENVIRONMENT_KEYS).find((candidate) => ENVIRONMENT_KEYS[candidate]?.path === path);
}
