import { createHash, randomBytes } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import * as der from './der.js';
import { signatureAlgorithm, signatureOver } from './keys.js';

/** What a certificate says; the names are DER distinguished names. */
export interface CertificateContent {
  readonly subject: Buffer;
  readonly issuer: Buffer;
  readonly publicKey: KeyObject;
  /** The issuer's private key. */
  readonly signingKey: KeyObject;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** DER extensions, in order. */
  readonly extensions: readonly Buffer[];
}

/** A signed X.509 v3 certificate, DER (RFC 5280). */
export function makeCertificate(content: CertificateContent): Buffer {
  const algorithm = signatureAlgorithm(content.signingKey);
  const body = der.sequence(
    der.explicit(0, der.integer(2)),
    der.integer(serialNumber()),
    algorithm,
    content.issuer,
    der.sequence(der.time(content.notBefore), der.time(content.notAfter)),
    content.subject,
    publicKeyInfo(content.publicKey),
    der.explicit(3, der.sequence(...content.extensions)),
  );
  return der.sequence(body, algorithm, der.bits(signatureOver(body, content.signingKey)));
}

/** 16 random octets that read as a positive number without a leading zero. */
function serialNumber(): Buffer {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes;
}

function publicKeyInfo(key: KeyObject): Buffer {
  return key.export({ type: 'spki', format: 'der' });
}

/** The key identifier: the first 160 bits of the SHA-256 of the public key info (RFC 7093, 2). */
export function keyIdentifier(key: KeyObject): Buffer {
  const info = publicKeyInfo(key);
  return createHash('sha256').update(info).digest().subarray(0, 20);
}

function extension(id: string, critical: boolean, content: Buffer): Buffer {
  return der.sequence(der.oid(id), ...(critical ? [der.yes()] : []), der.octets(content));
}

export const basicConstraints = (authority: boolean): Buffer =>
  extension('2.5.29.19', true, der.sequence(...(authority ? [der.yes()] : [])));

/** Key usage bits by name (RFC 5280, 4.2.1.3). */
const usageBits = { digitalSignature: 0, keyEncipherment: 2, keyCertSign: 5, cRLSign: 6 } as const;

export const keyUsage = (...usages: readonly (keyof typeof usageBits)[]): Buffer =>
  extension('2.5.29.15', true, der.bits(usages.map((usage) => usageBits[usage])));

const purposes = { server: '1.3.6.1.5.5.7.3.1', client: '1.3.6.1.5.5.7.3.2' } as const;

export const extendedKeyUsage = (...usages: readonly (keyof typeof purposes)[]): Buffer =>
  extension('2.5.29.37', false, der.sequence(...usages.map((usage) => der.oid(purposes[usage]))));

export const subjectKeyIdentifier = (key: KeyObject): Buffer =>
  extension('2.5.29.14', false, der.octets(keyIdentifier(key)));

export const authorityKeyIdentifier = (key: KeyObject): Buffer =>
  extension('2.5.29.35', false, der.sequence(der.implicit(0, keyIdentifier(key))));

export const crlNumber = (number: number): Buffer => extension('2.5.29.20', false, der.integer(number));

/** Subject alternative names: DNS names, then IP addresses (RFC 5280, 4.2.1.6). */
export const alternativeNames = (dnsNames: readonly string[], addresses: readonly string[]): Buffer =>
  extension(
    '2.5.29.17',
    false,
    der.sequence(
      ...dnsNames.map((name) => der.implicit(2, Buffer.from(name, 'ascii'))),
      ...addresses.map((address) => der.implicit(7, der.addressOctets(address))),
    ),
  );
