import { createHash, type X509Certificate } from 'node:crypto';
import type { Identity, TrustStore } from '../material/material.js';

const anchorDigests = new WeakMap<readonly X509Certificate[], string>();
const identityDigests = new WeakMap<Identity, string>();

/** Equal for stores that trust the same certificates, in whatever order. */
export function trustDigest({ nodeRoots, certificates }: TrustStore): string {
  return nodeRoots ? "Node's roots" : anchorDigest(certificates);
}

/** Equal for the same chain and key; empty for none. */
export function identityDigest(identity: Identity | undefined): string {
  if (identity === undefined) return '';
  const known = identityDigests.get(identity);
  if (known !== undefined) return known;
  const hash = createHash('sha256');
  for (const certificate of identity.chain) hash.update(certificate.raw);
  const digest = hash.update(identity.key.export({ type: 'pkcs8', format: 'der' })).digest('hex');
  identityDigests.set(identity, digest);
  return digest;
}

function anchorDigest(certificates: readonly X509Certificate[]): string {
  const known = anchorDigests.get(certificates);
  if (known !== undefined) return known;
  const hash = createHash('sha256');
  for (const fingerprint of certificates.map(({ fingerprint256 }) => fingerprint256).sort()) {
    hash.update(fingerprint);
  }
  const digest = hash.digest('hex');
  anchorDigests.set(certificates, digest);
  return digest;
}
