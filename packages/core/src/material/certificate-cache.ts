import { createHash, X509Certificate } from 'node:crypto';

const parsed = new Map<string, WeakRef<X509Certificate>>();
const forgotten = new FinalizationRegistry<string>((digest) => {
  if (parsed.get(digest)?.deref() === undefined) parsed.delete(digest);
});

/**
 * A certificate from its DER. Parsing takes up to 0.2 ms, so the same bytes give the same object for as long as
 * anybody holds it: equal certificates are identical, and a thousand contexts share one bundle's.
 * @throws Error of OpenSSL when it is no certificate
 */
export function certificateOf(der: Uint8Array): X509Certificate {
  const digest = createHash('sha256').update(der).digest('base64');
  const known = parsed.get(digest)?.deref();
  if (known) return known;
  const certificate = new X509Certificate(der);
  // Node looks for PEM text inside the bytes first: what it found must be what was given.
  if (!certificate.raw.equals(der)) throw new Error('The certificate is not the whole of its bytes');
  parsed.set(digest, new WeakRef(certificate));
  forgotten.register(certificate, digest);
  return certificate;
}

/** How many certificates are remembered, for the test that proves that nothing leaks. */
export function cachedCertificates(): number {
  return parsed.size;
}
