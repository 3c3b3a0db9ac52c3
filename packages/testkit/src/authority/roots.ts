import { randomBytes } from 'node:crypto';
import { TestAuthority } from './authority.js';
import { makeKeyPair } from './keys.js';
import type { KeyAlgorithm } from './keys.js';

/** Which keys the roots of {@link manyRoots} have. */
export interface ManyRootsOptions {
  /** One kind of key, or several that take turns. Default `'rsa-2048'`, the most common in real stores. */
  readonly keyAlgorithm?: KeyAlgorithm | readonly KeyAlgorithm[];
}

/**
 * Makes `count` distinct roots quickly, to stand for the trust store of a real system (about 145 roots).
 * Roots with one kind of key share the key, so that only names, serial numbers and signatures differ.
 */
export async function manyRoots(count: number, options: ManyRootsOptions = {}): Promise<TestAuthority[]> {
  const algorithms = [options.keyAlgorithm ?? 'rsa-2048'].flat();
  const pairs = await Promise.all(algorithms.map(makeKeyPair));
  const set = randomBytes(4).toString('hex');
  return Array.from({ length: count }, (_, index) => {
    const keys = pairs[index % pairs.length];
    if (keys === undefined) throw new TypeError('manyRoots needs at least one kind of key');
    return TestAuthority.withKeys({ commonName: `Test Root ${set} ${index + 1}` }, keys);
  });
}
