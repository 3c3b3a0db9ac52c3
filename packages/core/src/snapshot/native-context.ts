import { constants, createHash, type KeyObject, type X509Certificate } from 'node:crypto';
import tls, { createSecureContext, type SecureContext, type SecureContextOptions } from 'node:tls';
import { SecurityError } from '../errors/security-error.js';
import type { Material } from '../material/material.js';
import type { CanonicalSettings } from '../settings/canonical-settings.js';

/** A native context and the hash of everything it was made of. */
export interface NativeContext {
  readonly context: SecureContext;
  readonly digest: string;
}

const shared = new Map<string, WeakRef<SecureContext>>();
const forget = new FinalizationRegistry<string>((digest) => {
  if (shared.get(digest)?.deref() === undefined) shared.delete(digest);
});
const anchorDigests = new WeakMap<readonly X509Certificate[], string>();

/**
 * The native TLS context for material and settings, one for each content however many contexts ask for it.
 * @throws SecurityError `ERR_SETTING_INVALID` for what OpenSSL does not accept
 */
export function nativeContext(material: Material, settings: CanonicalSettings): NativeContext {
  const digest = contentDigest(material, settings);
  const existing = shared.get(digest)?.deref();
  if (existing !== undefined) return { context: existing, digest };
  const context = createNative(material, settings);
  shared.set(digest, new WeakRef(context));
  forget.register(context, digest);
  return { context, digest };
}

function contentDigest({ trust, identity }: Material, settings: CanonicalSettings): string {
  const hash = createHash('sha256');
  hash.update(
    JSON.stringify([
      settings.protocol,
      cipherList(settings.protocol),
      settings.trust.partialChain,
      trust.nodeRoots,
    ]),
  );
  hash.update(anchorDigest(trust.certificates));
  if (identity !== undefined) {
    for (const certificate of identity.chain) hash.update(certificate.raw);
    hash.update(identity.key.export({ type: 'pkcs8', format: 'der' }));
  }
  return hash.digest('hex');
}

function anchorDigest(certificates: readonly X509Certificate[]): string {
  const known = anchorDigests.get(certificates);
  if (known !== undefined) return known;
  const hash = createHash('sha256');
  for (const fingerprint of certificates.map((certificate) => certificate.fingerprint256).sort()) {
    hash.update(fingerprint);
  }
  const digest = hash.digest('hex');
  anchorDigests.set(certificates, digest);
  return digest;
}

function createNative(
  { trust, identity }: Material,
  { protocol, trust: wish }: CanonicalSettings,
): SecureContext {
  const options: SecureContextOptions = {
    minVersion: protocol.minVersion,
    ...(protocol.maxVersion !== undefined && { maxVersion: protocol.maxVersion }),
    ciphers: cipherList(protocol),
    ...(protocol.groups !== undefined && { ecdhCurve: protocol.groups }),
    ...(protocol.legacyRenegotiation && { secureOptions: constants.SSL_OP_LEGACY_SERVER_CONNECT }),
    ...(!trust.nodeRoots && { ca: trust.certificates.map(String) }),
    ...(wish.partialChain && { allowPartialTrustChain: true }),
    ...(identity && { cert: identity.chain.map(String).join(''), key: pem(identity.key) }),
  };
  try {
    return createSecureContext(options);
  } catch (cause) {
    throw nativeError(cause);
  }
}

function pem(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }) as string;
}

/**
 * Suites without a server certificate would leave nothing to verify, those without encryption nothing to keep, whatever
 * `peer.verify` says and `--tls-cipher-list` made the default. TLS 1.3 has none, and a list of its suites alone must stay
 * one: OpenSSL refuses exclusions from an empty list.
 */
function cipherList({ ciphers = tls.DEFAULT_CIPHERS }: CanonicalSettings['protocol']): string {
  if (ciphers.split(':').every((suite) => suite === '' || suite.startsWith('TLS_'))) return ciphers;
  return `${ciphers}:!aNULL:!eNULL`;
}

function nativeError(cause: unknown): SecurityError {
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : '';
  const message = cause instanceof Error ? cause.message : '';
  const [place, reason] = code.includes('CIPHER')
    ? ['protocol.ciphers', 'OpenSSL knows no cipher of this list']
    : /ECDH|curve|group/i.test(message)
      ? ['protocol.groups', 'OpenSSL does not know these groups']
      : ['identity', `OpenSSL does not accept this certificate or key (${code || 'no code'})`];
  return new SecurityError('ERR_SETTING_INVALID', {
    place,
    reason,
    action:
      place === 'identity' ? 'Use a key of today’s size and algorithm.' : 'Correct it, or leave it out.',
    cause,
  });
}
