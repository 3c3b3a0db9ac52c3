import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { calledOff } from '../deadline.js';

/** A passphrase in the two encodings containers use. */
export interface Password {
  /** For PBES2: UTF-8. */
  readonly utf8: Uint8Array;
  /** For PKCS#12's own derivation: UTF-16BE with a final zero, or no bytes at all for no passphrase. */
  readonly bmp: Uint8Array;
}

/** Digests PKCS#12 derives with. */
export type DerivationDigest = 'sha1' | 'sha224' | 'sha256' | 'sha384' | 'sha512';

/** Input of PKCS#12's own derivation. */
export interface Derivation {
  readonly digest: DerivationDigest;
  readonly password: Uint8Array;
  readonly salt: Uint8Array;
  readonly rounds: number;
  readonly purpose: 'key' | 'iv' | 'mac';
  /** Bytes wanted. */
  readonly length: number;
  readonly place: string;
  readonly signal: AbortSignal;
}

const PURPOSES = { key: 1, iv: 2, mac: 3 } as const;
const ROUNDS_AT_ONCE = 4096;

/** The passphrase in both encodings. */
export function passwordOf(passphrase: string): Password {
  const bmp = Buffer.from(`${passphrase}\0`, 'utf16le').swap16();
  return { utf8: Buffer.from(passphrase), bmp };
}

/** No passphrase, as some programs write it: not even the final zero. */
export const NO_PASSWORD: Password = { utf8: new Uint8Array(), bmp: new Uint8Array() };

/**
 * Key, initial vector or MAC key from a password (RFC 7292, appendix B.2). Lets the event loop breathe between
 * portions of rounds.
 * @throws SecurityError when called off
 */
export async function deriveBytes(derivation: Derivation): Promise<Buffer> {
  const { digest, password, salt, purpose, length } = derivation;
  const block = digest === 'sha384' || digest === 'sha512' ? 128 : 64;
  const diversifier = Buffer.alloc(block, PURPOSES[purpose]);
  const input = Buffer.concat([repeated(salt, block), repeated(password, block)]);
  const parts: Buffer[] = [];
  for (let have = 0; have < length;) {
    const part = await hashed(Buffer.concat([diversifier, input]), derivation);
    parts.push(part);
    have += part.length;
    if (have < length) addToBlocks(input, fill(part, block));
  }
  return Buffer.concat(parts).subarray(0, length);
}

async function hashed(start: Uint8Array, { digest, rounds, place, signal }: Derivation): Promise<Buffer> {
  let value = createHash(digest).update(start).digest();
  for (let round = 1; round < rounds; round++) {
    if (round % ROUNDS_AT_ONCE === 0) {
      await setImmediate();
      if (signal.aborted) throw calledOff(place, signal);
    }
    value = createHash(digest).update(value).digest();
  }
  return value;
}

/** Each block of `input` plus `addend` plus one, modulo the block's size. */
function addToBlocks(input: Buffer, addend: Uint8Array): void {
  for (let start = 0; start < input.length; start += addend.length) {
    let carry = 1;
    for (let index = addend.length - 1; index >= 0; index--) {
      const sum = (input[start + index] ?? 0) + (addend[index] ?? 0) + carry;
      input[start + index] = sum & 0xff;
      carry = sum >> 8;
    }
  }
}

function repeated(bytes: Uint8Array, block: number): Buffer {
  return fill(bytes, Math.ceil(bytes.length / block) * block);
}

function fill(bytes: Uint8Array, length: number): Buffer {
  return bytes.length === 0 ? Buffer.alloc(0) : Buffer.alloc(length, bytes);
}
