import { generateKeyPair, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { nothing, oid, sequence } from './der.js';

/** The kinds of key the test authority makes. Every signature uses SHA-256, with P-384 SHA-384. */
export type KeyAlgorithm = 'p-256' | 'p-384' | 'rsa-2048' | 'rsa-4096';

/** A private key with its public half. */
export interface KeyPair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

const generate = promisify(generateKeyPair);

/** Makes a key pair. P-256 takes well under a millisecond, RSA-2048 tens of them, RSA-4096 about a second. */
export function makeKeyPair(algorithm: KeyAlgorithm): Promise<KeyPair> {
  switch (algorithm) {
    case 'p-256':
      return generate('ec', { namedCurve: 'P-256' });
    case 'p-384':
      return generate('ec', { namedCurve: 'P-384' });
    case 'rsa-2048':
      return generate('rsa', { modulusLength: 2048 });
    case 'rsa-4096':
      return generate('rsa', { modulusLength: 4096 });
  }
}

interface Signing {
  readonly hash: 'sha256' | 'sha384';
  /** AlgorithmIdentifier, DER. */
  readonly identifier: Buffer;
}

function signingWith(key: KeyObject): Signing {
  if (key.asymmetricKeyType === 'rsa') {
    return { hash: 'sha256', identifier: sequence(oid('1.2.840.113549.1.1.11'), nothing()) };
  }
  return key.asymmetricKeyDetails?.namedCurve === 'secp384r1'
    ? { hash: 'sha384', identifier: sequence(oid('1.2.840.10045.4.3.3')) }
    : { hash: 'sha256', identifier: sequence(oid('1.2.840.10045.4.3.2')) };
}

/** The AlgorithmIdentifier of the signatures this key makes. */
export function signatureAlgorithm(key: KeyObject): Buffer {
  return signingWith(key).identifier;
}

/** The signature over `data`: RSA PKCS #1 v1.5, or ECDSA as DER. */
export function signatureOver(data: Buffer, key: KeyObject): Buffer {
  return sign(signingWith(key).hash, data, key);
}
