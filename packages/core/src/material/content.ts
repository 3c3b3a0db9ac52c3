import { SecurityError } from '../errors/security-error.js';
import { derKind, derWords, isWholeSequence } from './der.js';
import type { DerKind } from './der.js';
import { tooLarge } from './file.js';
import { blockWords, splitPem } from './pem.js';
import type { PemBlock } from './pem.js';

/** Bytes and the place to name when they are wrong. */
export interface Content {
  readonly bytes: Uint8Array;
  readonly place: string;
}

/** What bytes turned out to be, by their content: PEM text, possibly without any block, or one DER object. */
export type OpenedContent =
  | { readonly form: 'pem'; readonly place: string; readonly blocks: readonly PemBlock[] }
  | { readonly form: 'der'; readonly place: string; readonly der: Uint8Array; readonly kind: DerKind };

/** @throws SecurityError for nothing at all and for too much */
export function checkedContent(bytes: Uint8Array, place: string, limit: number): Content {
  if (bytes.length > limit) throw tooLarge(place, limit);
  if (bytes.length > 0) return { bytes, place };
  throw empty(place);
}

/**
 * Tells PEM from DER.
 * @throws SecurityError for blank text, UTF-16 and a damaged PEM block
 */
export function openContent({ bytes, place }: Content): OpenedContent {
  if (isWholeSequence(bytes)) return { form: 'der', place, der: bytes, kind: derKind(bytes) };
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  refuseUtf16(buffer, place);
  const text = buffer.toString('latin1');
  const blocks = splitPem(text, place);
  if (blocks.length > 0) return { form: 'pem', place, blocks };
  if (!/\S/.test(text)) throw empty(place);
  const binary = buffer.subarray(0, 4096).some((byte) => byte < 9 || (byte > 13 && byte < 27));
  return binary ? { form: 'der', place, der: bytes, kind: derKind(bytes) } : { form: 'pem', place, blocks };
}

/** What opened content holds, in words. */
export function foundWords(opened: OpenedContent): string {
  if (opened.form === 'der') return derWords[opened.kind];
  return opened.blocks.length === 0 ? 'text without any PEM block' : blockWords(opened.blocks);
}

/** @throws SecurityError `ERR_MATERIAL_MALFORMED` for UTF-16 text, with or without a byte-order mark */
export function refuseUtf16(bytes: Buffer, place: string): void {
  const marked = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (!marked && !bytes.subarray(0, 4096).includes('-\0-\0-\0-')) return;
  throw new SecurityError('ERR_MATERIAL_MALFORMED', {
    place,
    reason: 'it is UTF-16 text',
    action: 'Save it as UTF-8 or ASCII; PowerShell writes UTF-16 unless told -Encoding ascii.',
  });
}

function empty(place: string): SecurityError {
  return new SecurityError('ERR_MATERIAL_EMPTY', {
    place,
    reason: 'it is empty',
    action: 'Put the content there; write to a new file and rename it, so that nobody reads half of it.',
  });
}
