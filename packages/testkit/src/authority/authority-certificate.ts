import { randomBytes } from 'node:crypto';
import {
  authorityKeyIdentifier,
  basicConstraints,
  keyUsage,
  makeCertificate,
  subjectKeyIdentifier,
} from './certificate.js';
import type { KeyAlgorithm, KeyPair } from './keys.js';
import { distinguishedName } from './subject.js';
import { day, fromNow } from './validity.js';

/** What a root or an intermediate is called, and how long it lives. */
export interface AuthorityOptions {
  /** Subject common name. Default: one with random digits, so that no two authorities share a name. */
  readonly commonName?: string;
  /** Kind of key. Default `'p-256'`. */
  readonly keyAlgorithm?: KeyAlgorithm;
  /** Start of validity. Default: 60 days ago, so that its expired leaves lie within. */
  readonly notBefore?: Date;
  /** End of validity. Default: in 10 years, for an intermediate in 5. */
  readonly notAfter?: Date;
}

/** The distinguished name, DER, of a root or an intermediate. */
export function authorityName(kind: string, { commonName }: AuthorityOptions): Buffer {
  return distinguishedName({
    country: 'XX',
    organization: 'Security Context Testkit',
    commonName: commonName ?? `${kind} ${randomBytes(4).toString('hex')}`,
  });
}

/** A CA certificate, DER; a root's issuer is itself. */
export function authorityCertificate(
  subject: Buffer,
  keys: KeyPair,
  options: AuthorityOptions,
  issuer: Buffer,
  issuerKeys: KeyPair,
): Buffer {
  const root = keys === issuerKeys;
  return makeCertificate({
    subject,
    issuer,
    publicKey: keys.publicKey,
    signingKey: issuerKeys.privateKey,
    notBefore: options.notBefore ?? fromNow(-60 * day),
    notAfter: options.notAfter ?? fromNow(10 * 365 * day),
    extensions: [
      basicConstraints(true),
      keyUsage('keyCertSign', 'cRLSign'),
      subjectKeyIdentifier(keys.publicKey),
      ...(root ? [] : [authorityKeyIdentifier(issuerKeys.publicKey)]),
    ],
  });
}
