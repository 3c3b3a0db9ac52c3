import type { DialectPart } from './dialect-part.js';
import { flagOrText, materials, text } from './values.js';
import { agreed, type Placed, type Writings } from './writings.js';
import type { RevocationSettings } from '@security-context/core/adapter';

/** `revocation`: a CRL file checks the leaf, as PyMongo does; Node's `crl` the whole chain; OCSP words OCSP. */
export function readRevocation(writings: Writings): DialectPart {
  const readings: (Placed<RevocationSettings> | undefined)[] = [
    writings.one(['tlsCRLFile', 'ssl_crlfile'], (writing) => ({
      crl: { sources: [{ file: text(writing) }], check: 'leaf' },
    })),
    writings.one(['crl'], (writing) => ({ crl: { sources: materials(writing), check: 'chain' } })),
    writings.one(['tlsDisableOCSPEndpointCheck'], (writing) => ({
      ocsp: { unknown: 'allow', endpoint: !flagOrText(writing) },
    })),
    writings.one(['tlsDisableCertificateRevocationCheck'], (writing) =>
      flagOrText(writing) ? 'off' : { ocsp: { unknown: 'allow' } },
    ),
  ];
  const revocation = agreed(readings.filter((reading) => reading !== undefined));
  if (revocation === undefined) return {};
  return { settings: { revocation: revocation.value }, places: { revocation: revocation.place } };
}
