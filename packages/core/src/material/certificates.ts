import type { X509Certificate } from 'node:crypto';
import { SecurityError } from '../errors/security-error.js';
import { bundleOf, certificateOf } from './certificate-cache.js';
import { foundWords, openContent } from './content.js';
import type { Content, OpenedContent } from './content.js';
import { isWholeSequence } from './der.js';
import { decodePem } from './pem.js';
import type { PemBlock } from './pem.js';

/** What to do about a file that holds something else than certificates, by what it holds. */
const CONVERSIONS: readonly (readonly [RegExp, string])[] = [
  [/PKCS#?12/, 'A PKCS#12 container is an identity: give it as identity.pkcs12.'],
  [/PKCS#?7/, 'Convert it: openssl pkcs7 -print_certs -in FILE -out certificates.pem'],
  [/UEST/, 'Give the certificate the authority issued for this request.'],
];

/** The certificates of PEM or DER content, one of each, in their order. @throws SecurityError when none */
export function certificatesIn(content: Content): readonly X509Certificate[] {
  return bundleOf(content.bytes, () => {
    const opened = openContent(content);
    const certificates = findCertificates(opened);
    if (certificates.length === 0) throw noCertificate(opened);
    return certificates;
  });
}

/**
 * The certificates of opened content, one of each; none when it holds none.
 * @throws SecurityError for a certificate that cannot be read, naming the block
 */
export function findCertificates(opened: OpenedContent): readonly X509Certificate[] {
  if (opened.form === 'der')
    return opened.kind === 'signed' ? [derCertificate(opened.der, opened.place)] : [];
  const found = new Set<X509Certificate>();
  for (const block of opened.blocks) {
    if (block.label === 'TRUSTED CERTIFICATE') throw trustedForm(block, opened.place);
    if (block.label !== 'CERTIFICATE' && block.label !== 'X509 CERTIFICATE') continue;
    found.add(blockCertificate(block, opened.blocks.length, opened.place));
  }
  return [...found];
}

/** The error for content without a certificate: says what is there instead. */
export function noCertificate(opened: OpenedContent): SecurityError {
  const found = foundWords(opened);
  return new SecurityError('ERR_MATERIAL_MALFORMED', {
    place: opened.place,
    reason: `it holds ${found} but no CERTIFICATE`,
    action:
      CONVERSIONS.find(([words]) => words.test(found))?.[1] ??
      'Name the file that holds the certificate, as PEM (BEGIN CERTIFICATE) or DER.',
  });
}

function blockCertificate(block: PemBlock, count: number, place: string): X509Certificate {
  const der = decodePem(block.body);
  const where = `block ${block.number} of ${count} at line ${block.line}`;
  if (der === undefined) throw unreadable(place, `${where} cannot be read: its base64 is broken`);
  if (!isWholeSequence(der)) {
    throw unreadable(place, `${where} cannot be read: its base64 is cut off or is no certificate`);
  }
  try {
    return certificateOf(der);
  } catch (cause) {
    throw unreadable(place, `${where} cannot be read: it is no X.509 certificate`, cause);
  }
}

function derCertificate(der: Uint8Array, place: string): X509Certificate {
  try {
    return certificateOf(der);
  } catch (cause) {
    throw unreadable(place, 'it holds a signed object that is no X.509 certificate', cause);
  }
}

function unreadable(place: string, reason: string, cause?: unknown): SecurityError {
  const action =
    'Write it anew from its origin; openssl x509 -in FILE -noout -text shows whether it is whole.';
  return new SecurityError('ERR_MATERIAL_MALFORMED', { place, reason, action, cause });
}

function trustedForm(block: PemBlock, place: string): SecurityError {
  return new SecurityError('ERR_MATERIAL_MALFORMED', {
    place,
    reason: `block ${block.number} at line ${block.line} is a TRUSTED CERTIFICATE: its trust rules would be lost`,
    action: 'Convert it to a plain certificate: openssl x509 -in FILE -out certificate.pem',
  });
}
