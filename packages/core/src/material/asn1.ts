import { SecurityError } from '../errors/security-error.js';
import type * as Asn1js from 'asn1js';

/** One ASN.1 element (X.690), read from BER or DER. */
export interface Asn1 {
  /** `u16` universal 16, `c0` context-specific 0. */
  readonly tag: string;
  readonly children: readonly Asn1[];
  /** The whole element. */
  readonly raw: Uint8Array;
  /** The content of a primitive element; for an object identifier its dotted form is in `oid`. */
  readonly value: Uint8Array;
  readonly oid?: string;
}

/** @throws SecurityError `ERR_MATERIAL_MALFORMED` when the bytes are not exactly one element */
export async function readAsn1(bytes: Uint8Array, place: string): Promise<Asn1> {
  // Loaded only here: it takes longer to load than everything else together, and few need it.
  const asn1js = await import('asn1js');
  try {
    const { offset, result } = asn1js.fromBER(Uint8Array.from(bytes), { parseEmbedded: false });
    if (offset === bytes.length && result.error === '') return treeOf(result, asn1js);
  } catch {
    // Its errors name offsets of content; ours names the file.
  }
  throw malformed(place, 'its ASN.1 structure is damaged or cut off');
}

/** The child at `index`, which must be there and have one of the tags. @throws SecurityError */
export function child(parent: Asn1, index: number, place: string, ...tags: string[]): Asn1 {
  const found = parent.children[index];
  if (found && (tags.length === 0 || tags.includes(found.tag))) return found;
  throw malformed(place, 'its ASN.1 structure is not the one it should have');
}

/** The bytes of an OCTET STRING, also one in pieces (BER). */
export function octets(element: Asn1): Uint8Array {
  if (element.children.length === 0) return element.value;
  return Buffer.concat(element.children.map(octets));
}

/** A non-negative INTEGER; anything too large to count with is `Infinity`. */
export function count(element: Asn1): number {
  if (element.value.length === 0 || (element.value[0] ?? 0) >= 0x80) return Infinity;
  const number = element.value.reduce((sum, byte) => sum * 256 + byte, 0);
  return Number.isSafeInteger(number) ? number : Infinity;
}

/** An error for a container or key that cannot be read. */
export function malformed(place: string, reason: string, action?: string): SecurityError {
  return new SecurityError('ERR_MATERIAL_MALFORMED', {
    place,
    reason,
    action: action ?? 'Write the file anew from its origin.',
  });
}

function treeOf(block: Asn1js.BaseBlock, asn1js: typeof Asn1js): Asn1 {
  const { tagClass, tagNumber } = block.idBlock;
  const inner: unknown = Reflect.get(block.valueBlock, 'value');
  const bytes: unknown = Reflect.get(block.valueBlock, 'valueHexView');
  const parts: readonly unknown[] = block.idBlock.isConstructed && Array.isArray(inner) ? inner : [];
  return {
    tag: `${tagClass === 1 ? 'u' : tagClass === 3 ? 'c' : 'x'}${tagNumber}`,
    children: parts
      .filter((part): part is Asn1js.BaseBlock => part instanceof asn1js.BaseBlock)
      .filter((part) => !(part instanceof asn1js.EndOfContent))
      .map((part) => treeOf(part, asn1js)),
    raw: block.valueBeforeDecodeView,
    value: bytes instanceof Uint8Array ? bytes : new Uint8Array(),
    ...(block instanceof asn1js.ObjectIdentifier && { oid: block.getValue() }),
  };
}
