import type { X509Certificate } from 'node:crypto';
import { oid, printable, sequence, setOf, utf8 } from './der.js';

/** The parts of a distinguished name that the test authority writes. */
export interface SubjectParts {
  readonly country?: string | undefined;
  readonly organization?: string | undefined;
  readonly commonName: string;
}

/** The distinguished name, DER: country, organization, common name. */
export function distinguishedName({ country, organization, commonName }: SubjectParts): Buffer {
  const part = (type: string, text: Buffer): Buffer => setOf(sequence(oid(type), text));
  return sequence(
    ...(country === undefined ? [] : [part('2.5.4.6', printable(country))]),
    ...(organization === undefined ? [] : [part('2.5.4.10', utf8(organization))]),
    part('2.5.4.3', utf8(commonName)),
  );
}

/**
 * A certificate's subject as MongoDB servers name its user: one line, most specific part first, such as
 * `CN=app,O=Example` (RFC 4514).
 */
export function subjectOf(certificate: X509Certificate): string {
  // Node gives one line a part, most general part first, with RFC 4514's escapes already in place.
  return certificate.subject.split('\n').reverse().join(',');
}
