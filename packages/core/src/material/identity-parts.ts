import type { KeyObject, X509Certificate } from 'node:crypto';
import { SecurityError } from '../errors/security-error.js';
import type { IdentityOrigin, SecretOrigin } from '../settings/canonical-settings.js';
import { malformed } from './asn1.js';
import { certificatesIn, findCertificates, noCertificate } from './certificates.js';
import { foundWords, openContent } from './content.js';
import type { Content } from './content.js';
import { derKind } from './der.js';
import { limits } from './limits.js';
import type { MaterialReading } from './material-reading.js';
import { passphraseProblem, privateKeyIn, severalKeys } from './private-key.js';
import type { KeyUnlocking } from './private-key.js';
import { readSecret } from './secret-text.js';
import { sourcePlace } from './source.js';

/** Certificates and the one key that came with them, before anybody looked whether they belong together. */
export interface IdentityParts {
  readonly certificates: readonly X509Certificate[];
  readonly certificatePlace: string;
  readonly key: KeyObject;
  readonly keyPlace: string;
}

/** Reads certificates and key from wherever the settings say. @throws SecurityError */
export function readIdentityParts(reading: MaterialReading, origin: IdentityOrigin): Promise<IdentityParts> {
  switch (origin.kind) {
    case 'combined':
      return readCombined(reading, origin);
    case 'pair':
      return readPair(reading, origin);
    case 'pkcs12':
      return readPkcs12(reading, origin);
    case 'source':
      return readFromSource(reading, origin);
  }
}

async function readCombined(
  reading: MaterialReading,
  { from, passphrase }: Extract<IdentityOrigin, { kind: 'combined' }>,
): Promise<IdentityParts> {
  const opened = openContent(await reading.bytes(from, limits.single, true));
  const certificates = findCertificates(opened);
  if (certificates.length === 0) throw noCertificate(opened);
  const key = await privateKeyIn(opened, await unlocking(reading, passphrase));
  return { certificates, certificatePlace: opened.place, key, keyPlace: opened.place };
}

async function readPair(
  reading: MaterialReading,
  origin: Extract<IdentityOrigin, { kind: 'pair' }>,
): Promise<IdentityParts> {
  const certificate = await reading.bytes(origin.certificate, limits.single);
  const key = await reading.bytes(origin.key, limits.single, true);
  return joinPair([certificate], key, await unlocking(reading, origin.passphrase));
}

async function readFromSource(
  reading: MaterialReading,
  { source, place }: Extract<IdentityOrigin, { kind: 'source' }>,
): Promise<IdentityParts> {
  const { identity } = await reading.source(source, place);
  if (identity) {
    const { certificate, key, passphrase } = identity;
    return joinPair(certificate, key, { passphrase, signal: reading.deadline.signal });
  }
  throw new SecurityError('ERR_MATERIAL_EMPTY', {
    place: sourcePlace(source, place),
    reason: 'the source gave no identity',
    action: 'Let its read() give identity, or take it out of this setting.',
  });
}

async function readPkcs12(
  reading: MaterialReading,
  { from, passphrase: origin }: Extract<IdentityOrigin, { kind: 'pkcs12' }>,
): Promise<IdentityParts> {
  const { bytes, place } = await reading.bytes(from, limits.single, true);
  if (derKind(bytes) !== 'pkcs12') throw noContainer({ bytes, place });
  const { passphrase, signal } = await unlocking(reading, origin);
  // Loaded only here: few need it.
  const { readContainer } = await import('./pkcs12/container.js');
  const { certificates, keys } = await readContainer({
    bytes,
    place,
    signal,
    passphrase: passphrase?.secret.reveal(),
    wrong: () => passphraseProblem(place, passphrase),
  });
  const [key, second] = keys;
  if (second !== undefined) throw severalKeys(place);
  const again = 'Make it anew: openssl pkcs12 -export -in certificate.pem -inkey key.pem -out NEW.p12';
  if (key === undefined) throw malformed(place, 'the container holds no private key', again);
  if (certificates.length === 0) throw malformed(place, 'the container holds no certificate', again);
  return { certificates, certificatePlace: place, key, keyPlace: place };
}

async function joinPair(
  certificate: readonly Content[],
  key: Content,
  how: KeyUnlocking,
): Promise<IdentityParts> {
  const certificates = [...new Set(certificate.flatMap((content) => certificatesIn(content)))];
  const [first] = certificate;
  if (first === undefined || certificates.length === 0) {
    throw new SecurityError('ERR_MATERIAL_EMPTY', {
      place: key.place,
      reason: 'no certificate was given with this key',
      action: 'Give the certificate of the key.',
    });
  }
  return {
    certificates,
    certificatePlace: first.place,
    key: await privateKeyIn(openContent(key), how),
    keyPlace: key.place,
  };
}

async function unlocking(reading: MaterialReading, origin: SecretOrigin | undefined): Promise<KeyUnlocking> {
  const passphrase = origin && (await readSecret(reading, origin));
  return { passphrase, signal: reading.deadline.signal };
}

/** Why content is no container: damaged, PEM, or something else. */
function noContainer(content: Content): SecurityError {
  const found = foundWords(openContent(content));
  const action = /CERTIFICATE|PRIVATE KEY/.test(found)
    ? 'Give PEM as identity.certificateKeyFile, or as identity.certificate and identity.key.'
    : 'Name the PKCS#12 file (.p12, .pfx), in binary form.';
  return malformed(content.place, `it holds ${found} but no PKCS#12 container`, action);
}
