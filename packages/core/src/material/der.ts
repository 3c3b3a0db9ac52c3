/** What DER bytes hold, by their outer shape alone. */
export type DerKind =
  'signed' | 'pkcs8' | 'pkcs8-encrypted' | 'pkcs1' | 'sec1' | 'pkcs12' | 'pkcs7' | 'damaged' | 'unknown';

interface Element {
  readonly tag: number;
  readonly start: number;
  readonly end: number;
}

const INTEGER = 0x02;
const BIT_STRING = 0x03;
const OCTET_STRING = 0x04;
const OID = 0x06;
const SEQUENCE = 0x30;

/** The kind in words, for error texts. */
export const derWords: Readonly<Record<DerKind, string>> = {
  signed: 'a DER certificate',
  pkcs8: 'a private key',
  'pkcs8-encrypted': 'an encrypted private key',
  pkcs1: 'a private key',
  sec1: 'a private key',
  pkcs12: 'a PKCS#12 container',
  pkcs7: 'a PKCS#7 bundle',
  damaged: 'DER that is cut off or has something after its end',
  unknown: 'binary data that is neither PEM nor DER of a known kind',
};

/** Whether the bytes are exactly one DER SEQUENCE, from the first to the last. */
export function isWholeSequence(bytes: Uint8Array): boolean {
  const outer = elementAt(bytes, 0, bytes.length);
  return outer?.tag === SEQUENCE && outer.end === bytes.length;
}

/** What the bytes hold. */
export function derKind(bytes: Uint8Array): DerKind {
  const outer = elementAt(bytes, 0, bytes.length);
  if (bytes[0] === SEQUENCE && bytes[1] === 0x80) return 'pkcs12';
  if (outer?.tag !== SEQUENCE) return bytes[0] === SEQUENCE && (bytes[1] ?? 0) > 0x80 ? 'damaged' : 'unknown';
  if (outer.end !== bytes.length) return (bytes[1] ?? 0) > 0x80 ? 'damaged' : 'unknown';
  const first = elementAt(bytes, outer.start, outer.end);
  const second = first && elementAt(bytes, first.end, outer.end);
  if (!first || !second) return 'unknown';
  if (first.tag === INTEGER) {
    if (second.tag === INTEGER) return 'pkcs1';
    if (second.tag === OCTET_STRING) return 'sec1';
    if (second.tag !== SEQUENCE) return 'unknown';
    return bytes[first.start] === 3 ? 'pkcs12' : 'pkcs8';
  }
  if (first.tag === OID) return 'pkcs7';
  if (first.tag !== SEQUENCE) return 'unknown';
  if (second.tag === OCTET_STRING) return 'pkcs8-encrypted';
  const third = elementAt(bytes, second.end, outer.end);
  return second.tag === SEQUENCE && third?.tag === BIT_STRING ? 'signed' : 'unknown';
}

/** One element of definite length within `end`, or `undefined`. */
function elementAt(bytes: Uint8Array, offset: number, end: number): Element | undefined {
  const tag = bytes[offset];
  const first = bytes[offset + 1];
  if (tag === undefined || first === undefined || offset + 2 > end) return undefined;
  let start = offset + 2;
  let length = first;
  if (first >= 0x80) {
    const digits = first & 0x7f;
    if (digits === 0 || digits > 4 || start + digits > end) return undefined;
    length = 0;
    for (let index = 0; index < digits; index++) length = length * 256 + (bytes[start + index] ?? 0);
    start += digits;
  }
  return start + length <= end ? { tag, start, end: start + length } : undefined;
}
