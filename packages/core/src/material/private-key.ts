import { createPrivateKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { SecurityError } from '../errors/security-error.js';
import type { Secret } from '../errors/secret.js';
import { child, malformed, octets, readAsn1 } from './asn1.js';
import { foundWords } from './content.js';
import type { OpenedContent } from './content.js';
import { derKind, isWholeSequence } from './der.js';
import { CONVERT, decrypt } from './encryption.js';
import { decodePem, pemHeaders } from './pem.js';
import type { PemBlock } from './pem.js';
import { passwordOf } from './pkcs12/derivation.js';

/** A passphrase and the place it was given at. */
export interface GivenPassphrase {
  readonly secret: Secret;
  readonly place: string;
}

/** A passphrase for one key or container, if there is one, and who may call the work off. */
export interface KeyUnlocking {
  readonly passphrase: GivenPassphrase | undefined;
  readonly signal: AbortSignal;
}

type KeyType = 'pkcs8' | 'pkcs1' | 'sec1';

const LABELS = new Set(['PRIVATE KEY', 'ENCRYPTED PRIVATE KEY', 'RSA PRIVATE KEY', 'EC PRIVATE KEY']);
/** Ciphers of the old PEM encryption that OpenSSL 3 still offers. */
const OLD_CIPHER = /^((?:AES-(?:128|192|256)|DES-EDE3|CAMELLIA-(?:128|192|256))-CBC),[0-9A-F]{16,32}$/i;

/**
 * The one private key of PEM or DER content: PKCS#8 (RFC 5958), PKCS#1 or SEC 1, encrypted or not.
 * @throws SecurityError when there is none, more than one, or it cannot be read or unlocked
 */
export async function privateKeyIn(opened: OpenedContent, unlocking: KeyUnlocking): Promise<KeyObject> {
  const { place } = opened;
  if (opened.form === 'der') {
    const key = await derKey(opened.der, place, unlocking);
    if (key === undefined) throw noKey(opened);
    return key;
  }
  const [block, second] = opened.blocks.filter(({ label }) => label.endsWith('PRIVATE KEY'));
  if (block === undefined) throw noKey(opened);
  if (second !== undefined) throw severalKeys(place, [block, second]);
  return blockKey(block, place, unlocking);
}

/** A key from its PrivateKeyInfo; with `wrong`, bytes that are none mean a wrong passphrase. @throws SecurityError */
export function keyFromInfo(der: Uint8Array, place: string, wrong?: () => SecurityError): KeyObject {
  if (wrong === undefined) return plainKey(der, 'pkcs8', place);
  try {
    if (isWholeSequence(der)) return plainKey(der, 'pkcs8', place);
  } catch {
    // Right padding by chance, garbage inside.
  }
  throw wrong();
}

/** The error for a passphrase that does not fit, or is needed and missing. */
export function passphraseProblem(place: string, passphrase: GivenPassphrase | undefined): SecurityError {
  if (passphrase === undefined) {
    return new SecurityError('ERR_PASSPHRASE_REQUIRED', {
      place,
      reason: 'the key is encrypted and no passphrase was given',
      action: 'Give its passphrase as identity.passphraseFile (or identity.passphrase).',
    });
  }
  return new SecurityError('ERR_PASSPHRASE_WRONG', {
    place,
    reason: `the passphrase given at ${passphrase.place} does not open it`,
    action:
      'Give the passphrase it was encrypted with; of a passphrase file only the last line break is left out.',
  });
}

/** The error for several keys where one is wanted. */
export function severalKeys(place: string, blocks: readonly PemBlock[] = []): SecurityError {
  const lines = blocks.map(({ line }) => line).join(' and ');
  return new SecurityError('ERR_MATERIAL_MALFORMED', {
    place,
    reason: `it holds more than one private key${lines === '' ? '' : ` (lines ${lines})`}`,
    action: 'Leave the one key that belongs to the certificate.',
  });
}

async function blockKey(block: PemBlock, place: string, unlocking: KeyUnlocking): Promise<KeyObject> {
  if (!LABELS.has(block.label)) throw otherKind(block, place);
  const { headers, rest } = pemHeaders(block.body);
  const der = decodePem(rest);
  if (der === undefined) {
    throw malformed(place, `PEM block ${block.number} at line ${block.line}: its base64 is broken`);
  }
  if (headers.get('proc-type')?.includes('ENCRYPTED')) {
    return oldEncryptedKey(block, headers.get('dek-info') ?? '', der, place, unlocking);
  }
  if (!isWholeSequence(der)) {
    throw malformed(place, `PEM block ${block.number} at line ${block.line}: its base64 is cut off`);
  }
  const key = await derKey(der, place, unlocking);
  if (key === undefined) throw unreadableKey(place);
  return key;
}

/** By what the bytes hold, not by their label: versions of Node differ in which labels they forgive. */
async function derKey(
  der: Uint8Array,
  place: string,
  unlocking: KeyUnlocking,
): Promise<KeyObject | undefined> {
  const kind = derKind(der);
  if (kind === 'pkcs8-encrypted') return encryptedKey(der, place, unlocking);
  return kind === 'pkcs8' || kind === 'pkcs1' || kind === 'sec1' ? plainKey(der, kind, place) : undefined;
}

function plainKey(der: Uint8Array, type: KeyType, place: string): KeyObject {
  try {
    return createPrivateKey({ key: Buffer.from(der), format: 'der', type });
  } catch {
    throw unreadableKey(place);
  }
}

function unreadableKey(place: string): SecurityError {
  return malformed(place, 'its private key cannot be read: it is damaged or of a kind Node does not know');
}

async function encryptedKey(der: Uint8Array, place: string, unlocking: KeyUnlocking): Promise<KeyObject> {
  const { passphrase, signal } = unlocking;
  const info = await readAsn1(der, place);
  const [algorithm, data] = [child(info, 0, place, 'u16'), child(info, 1, place, 'u4')];
  const wrong = (): SecurityError => passphraseProblem(place, passphrase);
  if (passphrase === undefined) throw wrong();
  const password = passwordOf(passphrase.secret.reveal());
  return keyFromInfo(
    await decrypt(algorithm, octets(data), { password, place, wrong, signal }),
    place,
    wrong,
  );
}

/** OpenSSL's own encryption of PEM, from before PKCS#8; one round of MD5 at most, so nothing to bound. */
function oldEncryptedKey(
  block: PemBlock,
  cipher: string,
  data: Buffer,
  place: string,
  { passphrase }: KeyUnlocking,
): KeyObject {
  if (!OLD_CIPHER.test(cipher) || data.length % 8 !== 0) {
    const reason = `PEM block ${block.number} at line ${block.line}: its encryption is damaged or not supported`;
    throw malformed(place, reason, CONVERT);
  }
  if (passphrase === undefined) throw passphraseProblem(place, passphrase);
  const head = `-----BEGIN ${block.label}-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: ${cipher}\n\n`;
  const lines = (data.toString('base64').match(/.{1,64}/g) ?? []).join('\n');
  try {
    const key = `${head}${lines}\n-----END ${block.label}-----\n`;
    return createPrivateKey({ key, format: 'pem', passphrase: passphrase.secret.reveal() });
  } catch {
    // OpenSSL's words for it vary with what the garbage looks like.
    throw passphraseProblem(place, passphrase);
  }
}

function noKey(opened: OpenedContent): SecurityError {
  const action = 'Name the file that holds the private key, or put the key into this one.';
  return malformed(opened.place, `it holds ${foundWords(opened)} but no private key`, action);
}

function otherKind(block: PemBlock, place: string): SecurityError {
  const openssh = block.label === 'OPENSSH PRIVATE KEY';
  return malformed(
    place,
    `PEM block ${block.number} at line ${block.line} is ${openssh ? 'an OpenSSH key' : 'a key of a kind'} TLS cannot use`,
    openssh
      ? 'Convert a copy of it: ssh-keygen -p -m PKCS8 -f KEY'
      : 'Give an RSA, EC or Ed25519 key as PKCS#8.',
  );
}
