import { constants, createHash, type KeyObject } from 'node:crypto';
import tls, { createSecureContext, type SecureContext, type SecureContextOptions } from 'node:tls';
import { SecurityError } from '../errors/security-error.js';
import type { Material } from '../material/material.js';
import type { CanonicalSettings } from '../settings/canonical-settings.js';
import { identityDigest, trustDigest } from './content-digest.js';

const shared = new Map<string, WeakRef<SecureContext>>();
const forget = new FinalizationRegistry<string>((digest) => {
  if (shared.get(digest)?.deref() === undefined) shared.delete(digest);
});

/**
 * The native TLS context for material and settings, one for each content however many contexts ask for it.
 * @throws SecurityError `ERR_SETTING_INVALID` for what OpenSSL does not accept
 */
export function nativeContext(material: Material, settings: CanonicalSettings): SecureContext {
  const digest = contentDigest(material, settings);
  const existing = shared.get(digest)?.deref();
  if (existing !== undefined) return existing;
  const context = createNative(material, settings);
  shared.set(digest, new WeakRef(context));
  forget.register(context, digest);
  return context;
}

function contentDigest({ trust, identity }: Material, settings: CanonicalSettings): string {
  const { protocol, trust: wish } = settings;
  const parts = [
    protocol,
    cipherList(protocol),
    wish.partialChain,
    trustDigest(trust),
    identityDigest(identity),
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
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
