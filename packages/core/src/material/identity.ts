import type { X509Certificate } from 'node:crypto';
import { SecurityError } from '../errors/security-error.js';
import type { IdentityOrigin } from '../settings/canonical-settings.js';
import { arrangeChain, validityOf } from './chain.js';
import { readIdentityParts } from './identity-parts.js';
import type { IdentityParts } from './identity-parts.js';
import type { Identity } from './material.js';
import type { MaterialReading } from './material-reading.js';

/**
 * Certificate chain and private key, matched and in order. Dates only warn: the handshake decides.
 * @throws SecurityError
 */
export async function readIdentity(
  reading: MaterialReading,
  origin: IdentityOrigin,
  now: number,
): Promise<Identity> {
  const parts = await readIdentityParts(reading, origin);
  const arranged = arrangeChain(parts.certificates, parts.key, now);
  if (!arranged) throw mismatch(parts);
  const { chain, unused } = arranged;
  const place = parts.certificatePlace;
  if (unused.length > 0) {
    const words = unused.length === 1 ? '1 certificate does' : `${unused.length} certificates do`;
    const rest = 'not belong to the chain of the client certificate and will not be sent';
    reading.warn('CERTIFICATE_UNUSED', `${place}: ${words} ${rest}`);
  }
  chain.forEach((certificate, index) => warnOfDates(reading, certificate, index, place, now));
  return Object.freeze({ chain: Object.freeze(chain), key: parts.key });
}

function warnOfDates(
  reading: MaterialReading,
  certificate: X509Certificate,
  index: number,
  place: string,
  now: number,
): void {
  const validity = validityOf(certificate, now);
  if (validity === 'valid') return;
  const which = index === 0 ? 'the client certificate' : `certificate ${index + 1} of the client's chain`;
  const date = (text: string): string => new Date(text).toISOString();
  if (validity === 'expired') {
    const message = `${place}: ${which} expired on ${date(certificate.validTo)}; servers will refuse it`;
    reading.warn('CERTIFICATE_EXPIRED', message);
  } else {
    const message = `${place}: ${which} is not valid before ${date(certificate.validFrom)}; servers will refuse it`;
    reading.warn('CERTIFICATE_NOT_YET_VALID', message);
  }
}

function mismatch({ certificates, certificatePlace, keyPlace }: IdentityParts): SecurityError {
  const which =
    certificates.length === 1 ? 'the certificate' : `any of the ${certificates.length} certificates`;
  const where = certificatePlace === keyPlace ? 'in the same place' : `in ${certificatePlace}`;
  return new SecurityError('ERR_KEY_MISMATCH', {
    place: keyPlace,
    reason: `the private key is not the key of ${which} ${where}`,
    action: 'Give certificate and key of one request; both change together when a certificate is renewed.',
  });
}
