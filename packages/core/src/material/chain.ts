import type { KeyObject, X509Certificate } from 'node:crypto';

/** More issuers above each other than any verifier follows. */
const LONGEST = 100;

/** A chain in the order TLS sends it, and what does not belong to it. */
export interface ArrangedChain {
  readonly chain: [X509Certificate, ...X509Certificate[]];
  readonly unused: readonly X509Certificate[];
}

/**
 * Puts certificates in order. The leaf is the certificate of the key: of several the first that is valid now, else
 * the first. Then come its issuers, each issuing the one before, and after them other certificates with the
 * name of an issuer in the chain (cross-signed ones), in the order given. What no path from the leaf can lead to is
 * unused and not sent: the certificate of another identity is nobody's business. `undefined` when none is the key's.
 */
export function arrangeChain(
  certificates: readonly X509Certificate[],
  key: KeyObject,
  now: number,
): ArrangedChain | undefined {
  const own = new Set(certificates.filter((certificate) => belongsTo(certificate, key)));
  const leaf = [...own].find((certificate) => validityOf(certificate, now) === 'valid') ?? [...own][0];
  if (leaf === undefined) return undefined;
  const bySubject = new Map<string, X509Certificate[]>();
  for (const certificate of certificates) {
    const same = bySubject.get(certificate.subject);
    if (same) same.push(certificate);
    else bySubject.set(certificate.subject, [certificate]);
  }
  const chain: [X509Certificate, ...X509Certificate[]] = [leaf];
  const taken = new Set<X509Certificate>(chain);
  let next = issuerOf(leaf, bySubject, taken);
  while (next !== undefined && chain.length < LONGEST) {
    chain.push(next);
    taken.add(next);
    next = issuerOf(next, bySubject, taken);
  }
  // The array grows while it is walked: what is added may have issuers of its own.
  for (const { issuer, subject } of chain) {
    for (const other of issuer === subject ? [] : (bySubject.get(issuer) ?? [])) {
      if (taken.has(other) || own.has(other)) continue;
      chain.push(other);
      taken.add(other);
    }
  }
  return { chain, unused: certificates.filter((certificate) => !taken.has(certificate)) };
}

/** Whether a moment (milliseconds since 1970) is within a certificate's validity. */
export function validityOf(certificate: X509Certificate, now: number): 'valid' | 'expired' | 'not yet valid' {
  if (now < Date.parse(certificate.validFrom)) return 'not yet valid';
  return now > Date.parse(certificate.validTo) ? 'expired' : 'valid';
}

function belongsTo(certificate: X509Certificate, key: KeyObject): boolean {
  try {
    return certificate.checkPrivateKey(key);
  } catch {
    return false;
  }
}

function issuerOf(
  certificate: X509Certificate,
  bySubject: ReadonlyMap<string, readonly X509Certificate[]>,
  taken: ReadonlySet<X509Certificate>,
): X509Certificate | undefined {
  if (certificate.issuer === certificate.subject) return undefined;
  const named = (bySubject.get(certificate.issuer) ?? []).filter((candidate) => !taken.has(candidate));
  const issuers = named.filter((candidate) => certificate.checkIssued(candidate));
  if (issuers.length < 2) return issuers[0];
  return issuers.find((issuer) => isSignedBy(certificate, issuer)) ?? issuers[0];
}

function isSignedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  try {
    return certificate.verify(issuer.publicKey);
  } catch {
    return false;
  }
}
