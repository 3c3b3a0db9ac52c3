import { createHash, X509Certificate } from 'node:crypto';

/** Objects by the hash of what they were made from, for as long as anybody else holds them. */
class WeakStore<T extends WeakKey> {
  readonly #entries = new Map<string, WeakRef<T>>();
  readonly #gone = new FinalizationRegistry<string>((digest) => {
    if (this.get(digest) === undefined) this.#entries.delete(digest);
  });

  get size(): number {
    return this.#entries.size;
  }

  get(digest: string): T | undefined {
    return this.#entries.get(digest)?.deref();
  }

  set(digest: string, value: T): void {
    this.#entries.set(digest, new WeakRef(value));
    this.#gone.register(value, digest);
  }
}

const certificates = new WeakStore<X509Certificate>();
const bundles = new WeakStore<readonly X509Certificate[]>();
/** Keeps a bundle's list for as long as its first certificate is in use. */
const lists = new WeakMap<X509Certificate, readonly X509Certificate[]>();

/**
 * A certificate from its DER. Parsing takes up to 0.2 ms, so the same bytes give the same object for as long as
 * anybody holds it: equal certificates are identical, and a thousand contexts share one bundle's.
 * @throws Error of OpenSSL when it is no certificate
 */
export function certificateOf(der: Uint8Array): X509Certificate {
  const digest = digestOf(der);
  const known = certificates.get(digest);
  if (known) return known;
  const certificate = new X509Certificate(der);
  // Node looks for PEM text inside the bytes first: what it found must be what was given.
  if (!certificate.raw.equals(der)) throw new Error('The certificate is not the whole of its bytes');
  certificates.set(digest, certificate);
  return certificate;
}

/** The certificates of these bytes: what `parse` gives, or gave before for the same bytes. */
export function bundleOf(
  bytes: Uint8Array,
  parse: () => readonly X509Certificate[],
): readonly X509Certificate[] {
  const digest = digestOf(bytes);
  const known = bundles.get(digest);
  if (known) return known;
  const list = Object.freeze(parse());
  bundles.set(digest, list);
  if (list[0]) lists.set(list[0], list);
  return list;
}

/** How much is remembered, for the test that proves that nothing leaks. */
export function remembered(): { certificates: number; bundles: number } {
  return { certificates: certificates.size, bundles: bundles.size };
}

function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64');
}
