import { createDecipheriv, pbkdf2, scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import type { SecurityError } from '../errors/security-error.js';
import { child, count, malformed, octets } from './asn1.js';
import type { Asn1 } from './asn1.js';
import { DERIVATION_ROUNDS } from './limits.js';
import { deriveBytes } from './pkcs12/derivation.js';
import type { Password } from './pkcs12/derivation.js';

/** What decrypting needs besides the algorithm. */
export interface Unlocking {
  readonly password: Password;
  /** Named when the content is wrong. */
  readonly place: string;
  /** What to say when the password is wrong. */
  readonly wrong: () => SecurityError;
  readonly signal: AbortSignal;
}

const PBES2 = '1.2.840.113549.1.5.13';
const PBKDF2 = '1.2.840.113549.1.5.12';
const SCRYPT = '1.3.6.1.4.1.11591.4.11';
const PBE_SHA_3DES = '1.2.840.113549.1.12.1.3';

const CIPHERS: Readonly<Record<string, { name: string; keyBytes: number }>> = {
  '2.16.840.1.101.3.4.1.2': { name: 'aes-128-cbc', keyBytes: 16 },
  '2.16.840.1.101.3.4.1.22': { name: 'aes-192-cbc', keyBytes: 24 },
  '2.16.840.1.101.3.4.1.42': { name: 'aes-256-cbc', keyBytes: 32 },
  '1.2.840.113549.3.7': { name: 'des-ede3-cbc', keyBytes: 24 },
};
const DIGESTS: Readonly<Record<string, string>> = {
  '1.2.840.113549.2.7': 'sha1',
  '1.2.840.113549.2.8': 'sha224',
  '1.2.840.113549.2.9': 'sha256',
  '1.2.840.113549.2.10': 'sha384',
  '1.2.840.113549.2.11': 'sha512',
};
/** Algorithms met in old files, which OpenSSL 3 no longer offers. */
const OLD: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.5.3': 'MD5 and DES',
  '1.2.840.113549.1.5.10': 'SHA-1 and DES',
  '1.2.840.113549.1.5.11': 'SHA-1 and RC2',
  '1.2.840.113549.1.12.1.1': 'RC4',
  '1.2.840.113549.1.12.1.2': '40-bit RC4',
  '1.2.840.113549.1.12.1.4': 'two-key 3DES',
  '1.2.840.113549.1.12.1.5': 'RC2',
  '1.2.840.113549.1.12.1.6': '40-bit RC2',
};

/**
 * Decrypts by password: PBES2 (RFC 8018) with PBKDF2 or scrypt and AES or 3DES in CBC mode, and PKCS#12's SHA-1 with
 * 3DES (RFC 7292, appendix C). Keys are derived off the event loop.
 * @throws SecurityError `ERR_MATERIAL_MALFORMED`, or the wrong-password error handed in
 */
export async function decrypt(algorithm: Asn1, data: Uint8Array, unlocking: Unlocking): Promise<Buffer> {
  const { oid } = child(algorithm, 0, unlocking.place, 'u6');
  const { cipher, key, iv } =
    oid === PBES2
      ? await schemeTwo(child(algorithm, 1, unlocking.place, 'u16'), unlocking)
      : await schemeOne(algorithm, oid, unlocking);
  if (data.length === 0 || data.length % iv.length !== 0) {
    throw malformed(unlocking.place, 'its encrypted part is cut off');
  }
  const decipher = createDecipheriv(cipher, key, iv);
  try {
    return Buffer.concat([decipher.update(data), decipher.final()]);
  } catch {
    throw unlocking.wrong();
  }
}

/** A bounded number of derivation rounds. @throws SecurityError */
export function derivationRounds(element: Asn1, place: string): number {
  const rounds = count(element);
  if (rounds >= 1 && rounds <= DERIVATION_ROUNDS) return rounds;
  throw malformed(
    place,
    `it asks for no or more than ${DERIVATION_ROUNDS} rounds of key derivation`,
    CONVERT,
  );
}

/** How to bring an old file into today's form; asks for the passphrase itself. */
export const CONVERT =
  'Convert it: openssl pkcs12 -legacy -in OLD.p12 -out all.pem && openssl pkcs12 -export -in all.pem -out NEW.p12' +
  ' (a key alone: openssl pkcs8 -topk8 -v2 aes-256-cbc -in OLD.pem -out NEW.pem)';

interface Scheme {
  readonly cipher: string;
  readonly key: Uint8Array;
  readonly iv: Uint8Array;
}

async function schemeTwo(parameters: Asn1, unlocking: Unlocking): Promise<Scheme> {
  const { place } = unlocking;
  const scheme = child(parameters, 1, place, 'u16');
  const cipher = CIPHERS[child(scheme, 0, place, 'u6').oid ?? ''];
  if (!cipher) throw unsupported(place, child(scheme, 0, place).oid);
  const iv = octets(child(scheme, 1, place, 'u4'));
  if (iv.length !== (cipher.name === 'des-ede3-cbc' ? 8 : 16))
    throw malformed(place, 'its encryption is damaged');
  const key = await derivedKey(child(parameters, 0, place, 'u16'), cipher.keyBytes, unlocking);
  return { cipher: cipher.name, key, iv };
}

async function derivedKey(derivation: Asn1, keyBytes: number, unlocking: Unlocking): Promise<Buffer> {
  const { place, password } = unlocking;
  const { oid } = child(derivation, 0, place, 'u6');
  const parameters = child(derivation, 1, place, 'u16');
  const salt = octets(child(parameters, 0, place, 'u4'));
  if (oid === SCRYPT) return scryptKey(parameters, salt, keyBytes, unlocking);
  if (oid !== PBKDF2) throw unsupported(place, oid);
  const rounds = derivationRounds(child(parameters, 1, place, 'u2'), place);
  const last = parameters.children.at(-1);
  const prf = last?.tag === 'u16' ? DIGESTS[child(last, 0, place, 'u6').oid ?? ''] : 'sha1';
  if (prf === undefined) throw unsupported(place, undefined);
  return promisify(pbkdf2)(password.utf8, salt, rounds, keyBytes, prf);
}

async function scryptKey(
  parameters: Asn1,
  salt: Uint8Array,
  keyBytes: number,
  { place, password }: Unlocking,
): Promise<Buffer> {
  const [N, r, p] = [1, 2, 3].map((index) => count(child(parameters, index, place, 'u2')));
  const fits =
    N !== undefined && r !== undefined && p !== undefined && 128 * N * r <= 64 * 2 ** 20 && p <= 16;
  if (!fits) throw malformed(place, 'its scrypt parameters ask for too much memory', CONVERT);
  const derive = promisify<Uint8Array, Uint8Array, number, object, Buffer>(scrypt);
  try {
    return await derive(password.utf8, salt, keyBytes, { N, r, p, maxmem: 129 * 2 ** 20 });
  } catch {
    throw malformed(place, 'its scrypt parameters are damaged');
  }
}

async function schemeOne(algorithm: Asn1, oid: string | undefined, unlocking: Unlocking): Promise<Scheme> {
  const { place, password, signal } = unlocking;
  if (oid !== PBE_SHA_3DES) throw unsupported(place, oid);
  const parameters = child(algorithm, 1, place, 'u16');
  const salt = octets(child(parameters, 0, place, 'u4'));
  const rounds = derivationRounds(child(parameters, 1, place, 'u2'), place);
  const from = { digest: 'sha1', password: password.bmp, salt, rounds, place, signal } as const;
  const key = await deriveBytes({ ...from, purpose: 'key', length: 24 });
  return { cipher: 'des-ede3-cbc', key, iv: await deriveBytes({ ...from, purpose: 'iv', length: 8 }) };
}

function unsupported(place: string, oid: string | undefined): SecurityError {
  const name = OLD[oid ?? ''];
  const how =
    name === undefined ? 'with an algorithm that is not supported' : `with ${name}, which is too weak`;
  return malformed(place, `it is encrypted ${how}`, CONVERT);
}
