import type { KeyObject, X509Certificate } from 'node:crypto';
import { authorityKeyIdentifier, crlNumber } from './certificate.js';
import { bits, explicit, integer, sequence, time } from './der.js';
import { signatureAlgorithm, signatureOver } from './keys.js';

/** Anything with a certificate: a {@link TestLeaf} or a {@link TestAuthority}. */
export interface Certified {
  readonly x509: X509Certificate;
}

/** What a certificate revocation list says. */
export interface CrlContent {
  /** DER distinguished name. */
  readonly issuer: Buffer;
  readonly publicKey: KeyObject;
  readonly signingKey: KeyObject;
  readonly number: number;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date;
  readonly revoked: readonly Certified[];
}

/** A signed version 2 CRL, DER (RFC 5280, 5). */
export function makeCrl(content: CrlContent): Buffer {
  const algorithm = signatureAlgorithm(content.signingKey);
  const entries = content.revoked.map(({ x509 }) =>
    sequence(integer(Buffer.from(x509.serialNumber, 'hex')), time(content.thisUpdate)),
  );
  const body = sequence(
    integer(1),
    algorithm,
    content.issuer,
    time(content.thisUpdate),
    time(content.nextUpdate),
    ...(entries.length === 0 ? [] : [sequence(...entries)]),
    explicit(0, sequence(authorityKeyIdentifier(content.publicKey), crlNumber(content.number))),
  );
  return sequence(body, algorithm, bits(signatureOver(body, content.signingKey)));
}
