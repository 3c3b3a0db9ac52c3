import type { KeyObject, X509Certificate } from 'node:crypto';
import type { SecurityError } from '../../errors/security-error.js';
import { child, malformed, octets, readAsn1 } from '../asn1.js';
import type { Asn1 } from '../asn1.js';
import { certificateOf } from '../certificate-cache.js';
import { CONVERT, decrypt } from '../encryption.js';
import type { Unlocking } from '../encryption.js';
import { keyFromInfo } from '../private-key.js';
import { verifiedPassword } from './integrity.js';

/** What is asked of a container. */
export interface ContainerRequest {
  readonly bytes: Uint8Array;
  readonly place: string;
  readonly passphrase: string | undefined;
  /** The error for a passphrase that does not open it, or for its absence. */
  readonly wrong: () => SecurityError;
  readonly signal: AbortSignal;
}

/** What a container holds. */
export interface ContainerContents {
  readonly certificates: readonly X509Certificate[];
  readonly keys: readonly KeyObject[];
}

const DATA = '1.2.840.113549.1.7.1';
const ENCRYPTED_DATA = '1.2.840.113549.1.7.6';
const X509 = '1.2.840.113549.1.9.22.1';
const BAG = '1.2.840.113549.1.12.10.1.';

/** More nested bags than any program writes. */
const DEEPEST = 8;

/**
 * Reads a PKCS#12 container (RFC 7292) ourselves: Node's `pfx` option makes every CA certificate in it a trust
 * anchor. The MAC is verified before anything is decrypted.
 * @throws SecurityError
 */
export async function readContainer(request: ContainerRequest): Promise<ContainerContents> {
  const { place, wrong, signal } = request;
  const outer = await readAsn1(request.bytes, place);
  const authenticated = dataIn(child(outer, 1, place, 'u16'), place);
  const mac = outer.children[2];
  const password = await verifiedPassword({ ...request, mac, content: authenticated });
  const found = { certificates: new Set<X509Certificate>(), keys: [] as KeyObject[] };
  const unlocking: Unlocking = { password, place, wrong, signal };
  for (const content of (await readAsn1(authenticated, place)).children) {
    const safe = await safeContents(content, unlocking);
    // Without a MAC a wrong passphrase may leave garbage that happens to have the right padding.
    const bags = await readAsn1(safe.bytes, place).catch((error: unknown) => {
      throw safe.encrypted && mac === undefined ? wrong() : error;
    });
    await collectBags(bags, unlocking, found, 0);
  }
  return { certificates: [...found.certificates], keys: found.keys };
}

function dataIn(content: Asn1, place: string): Uint8Array {
  if (child(content, 0, place, 'u6').oid !== DATA) {
    throw malformed(place, 'it is protected by a public key, not by a passphrase', CONVERT);
  }
  return octets(child(child(content, 1, place, 'c0'), 0, place, 'u4'));
}

async function safeContents(
  content: Asn1,
  unlocking: Unlocking,
): Promise<{ bytes: Uint8Array; encrypted: boolean }> {
  const { place } = unlocking;
  if (child(content, 0, place, 'u6').oid !== ENCRYPTED_DATA) {
    return { bytes: dataIn(content, place), encrypted: false };
  }
  const info = child(child(child(content, 1, place, 'c0'), 0, place, 'u16'), 1, place, 'u16');
  const data = octets(child(info, 2, place, 'c0'));
  return { bytes: await decrypt(child(info, 1, place, 'u16'), data, unlocking), encrypted: true };
}

async function collectBags(
  bags: Asn1,
  unlocking: Unlocking,
  found: { certificates: Set<X509Certificate>; keys: KeyObject[] },
  depth: number,
): Promise<void> {
  const { place } = unlocking;
  if (depth > DEEPEST) throw malformed(place, 'its bags are nested too deep');
  for (const bag of bags.children) {
    const { oid = '' } = child(bag, 0, place, 'u6');
    const value = child(child(bag, 1, place, 'c0'), 0, place);
    if (oid === `${BAG}1`) found.keys.push(keyFromInfo(value.raw, place));
    if (oid === `${BAG}2`) found.keys.push(await shroudedKey(value, unlocking));
    if (oid === `${BAG}3`) addCertificate(value, place, found.certificates);
    if (oid === `${BAG}6`) await collectBags(value, unlocking, found, depth + 1);
  }
}

async function shroudedKey(value: Asn1, unlocking: Unlocking): Promise<KeyObject> {
  const { place } = unlocking;
  const data = octets(child(value, 1, place, 'u4'));
  const info = await decrypt(child(value, 0, place, 'u16'), data, unlocking);
  return keyFromInfo(info, place, unlocking.wrong);
}

function addCertificate(value: Asn1, place: string, certificates: Set<X509Certificate>): void {
  if (child(value, 0, place, 'u6').oid !== X509) return;
  try {
    certificates.add(certificateOf(octets(child(child(value, 1, place, 'c0'), 0, place, 'u4'))));
  } catch {
    throw malformed(place, `certificate ${certificates.size + 1} in it is no X.509 certificate`);
  }
}
