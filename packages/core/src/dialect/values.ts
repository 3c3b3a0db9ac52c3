import type { DerSetting, FileSetting, PemSetting, ProtocolVersion } from '../settings/security-settings.js';
import { invalidSetting } from './refusal.js';
import type { Writing } from './writings.js';

/** `true` or `false`, also as text. @throws SecurityError `ERR_SETTING_INVALID` */
export function flagOrText({ value, place }: Writing): boolean {
  if (value === true || value === 'true') return true;
  if (value === false || value === 'false') return false;
  throw invalidSetting(place, 'it must be true or false', 'Write true or false.');
}

/** A boolean and nothing like it. @throws SecurityError `ERR_SETTING_INVALID` */
export function trueOrFalse({ value, place }: Writing): boolean {
  if (typeof value === 'boolean') return value;
  throw invalidSetting(place, 'it must be true or false', 'Give a boolean.');
}

/** Text that is not empty. @throws SecurityError `ERR_SETTING_INVALID` */
export function text({ value, place }: Writing): string {
  if (typeof value === 'string' && value !== '') return value;
  throw invalidSetting(place, 'it must be text that is not empty', 'Give it a value or leave it out.');
}

/** A path, as the one file of `trust.anchors`: never taken for the word `'system'`. @throws SecurityError `ERR_SETTING_INVALID` */
export function anchorFile(writing: Writing): [FileSetting] {
  return [{ file: text(writing) }];
}

/** One of several texts. @throws SecurityError `ERR_SETTING_INVALID`, which lists them */
export function oneOf<const T extends string>(allowed: readonly T[]): (writing: Writing) => T {
  return ({ value, place }) => {
    const found = allowed.find((candidate) => candidate === value);
    if (found !== undefined) return found;
    throw invalidSetting(place, `it must be one of ${allowed.join(', ')}`, 'Write one of these.');
  };
}

/** A TLS version by Node's name: `'TLSv1.2'`. @throws SecurityError `ERR_SETTING_INVALID` */
export const protocolVersion: (writing: Writing) => ProtocolVersion = oneOf([
  'TLSv1',
  'TLSv1.1',
  'TLSv1.2',
  'TLSv1.3',
]);

/**
 * One or many, as Node takes key material: PEM text, or bytes of PEM or DER.
 * @param forPaths - see {@link material}
 * @throws SecurityError `ERR_SETTING_INVALID`
 */
export function materials(writing: Writing, forPaths?: string): (PemSetting | DerSetting)[] {
  const list: readonly unknown[] = Array.isArray(writing.value) ? writing.value : [writing.value];
  if (list.length === 0) {
    throw invalidSetting(writing.place, 'the list is empty', 'Give at least one, or leave it out.');
  }
  return list.map((value) => material({ ...writing, value }, forPaths));
}

/**
 * One piece of key material as Node takes it: PEM text, or bytes of PEM or DER.
 * @param forPaths - what somebody should do who wrote a path: `'Use tlsCAFile for a path.'`
 * @throws SecurityError `ERR_SETTING_INVALID`
 */
export function material(
  { value, word, place }: Writing,
  forPaths = 'Read the file, and give what is in it.',
): PemSetting | DerSetting {
  if (typeof value === 'string' && value !== '') {
    if (!looksLikePath(value)) return { pem: value };
    throw invalidSetting(place, `${word} takes PEM text, and this looks like a path`, forPaths);
  }
  if (value instanceof Uint8Array) {
    const read = Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('latin1');
    return read.includes('-----BEGIN ') ? { pem: Buffer.from(value).toString('utf8') } : { der: value };
  }
  throw invalidSetting(place, 'it must be PEM text or bytes', 'Give a string or a Buffer.');
}

/** PEM has slashes in it too, but never without its first line. */
function looksLikePath(text: string): boolean {
  return !text.includes('-----BEGIN ') && /[/\\]|\.(pem|crt|cer|key|der|p12|pfx)$/i.test(text);
}
