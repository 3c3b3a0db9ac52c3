import { createHmac, timingSafeEqual } from 'node:crypto';
import type { SecurityError } from '../../errors/security-error.js';
import { child, malformed, octets } from '../asn1.js';
import type { Asn1 } from '../asn1.js';
import { CONVERT, derivationRounds } from '../encryption.js';
import { deriveBytes, NO_PASSWORD, passwordOf } from './derivation.js';
import type { DerivationDigest, Password } from './derivation.js';

/** What is checked, and against which passphrase. */
export interface IntegrityCheck {
  /** The container's MacData, where it has one. */
  readonly mac: Asn1 | undefined;
  /** What the MAC is over. */
  readonly content: Uint8Array;
  readonly passphrase: string | undefined;
  readonly place: string;
  readonly wrong: () => SecurityError;
  readonly signal: AbortSignal;
}

const DIGESTS: Readonly<Record<string, { name: DerivationDigest; bytes: number }>> = {
  '1.3.14.3.2.26': { name: 'sha1', bytes: 20 },
  '2.16.840.1.101.3.4.2.4': { name: 'sha224', bytes: 28 },
  '2.16.840.1.101.3.4.2.1': { name: 'sha256', bytes: 32 },
  '2.16.840.1.101.3.4.2.2': { name: 'sha384', bytes: 48 },
  '2.16.840.1.101.3.4.2.3': { name: 'sha512', bytes: 64 },
};

/**
 * The passphrase in the encoding under which the container's MAC is right. An empty one has two: OpenSSL writes
 * the final zero, some others write nothing.
 * @throws SecurityError
 */
export async function verifiedPassword(check: IntegrityCheck): Promise<Password> {
  const { mac, passphrase = '', place } = check;
  const candidates = passphrase === '' ? [passwordOf(''), NO_PASSWORD] : [passwordOf(passphrase)];
  if (mac === undefined) return passwordOf(passphrase);
  const info = child(mac, 0, place, 'u16');
  const digest = DIGESTS[child(child(info, 0, place, 'u16'), 0, place, 'u6').oid ?? ''];
  if (!digest) throw malformed(place, 'its MAC uses an algorithm that is not supported', CONVERT);
  const expected = octets(child(info, 1, place, 'u4'));
  if (expected.length !== digest.bytes) throw malformed(place, 'its MAC is damaged');
  const salt = octets(child(mac, 1, place, 'u4'));
  const given = mac.children[2];
  const rounds = given ? derivationRounds(given, place) : 1;
  const from = {
    digest: digest.name,
    salt,
    rounds,
    place,
    signal: check.signal,
    length: digest.bytes,
  } as const;
  for (const password of candidates) {
    const key = await deriveBytes({ ...from, password: password.bmp, purpose: 'mac' });
    const actual = createHmac(digest.name, key).update(check.content).digest();
    if (timingSafeEqual(actual, expected)) return password;
  }
  throw check.wrong();
}
