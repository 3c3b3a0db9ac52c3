import type { DerSetting, PemSetting } from '@security-context/core/adapter';
import { invalid, type Writing } from './writings.js';

/** Text that is not empty. @throws SecurityError `ERR_SETTING_INVALID` */
export function text({ value, place }: Writing): string {
  if (typeof value === 'string' && value !== '') return value;
  throw invalid(place, 'it must be text that is not empty', 'Give it a value or leave it out.');
}

/** A boolean and nothing like it. @throws SecurityError `ERR_SETTING_INVALID` */
export function trueOrFalse({ value, place }: Writing): boolean {
  if (typeof value === 'boolean') return value;
  throw invalid(place, 'it must be true or false', 'Give a boolean.');
}

/** One of several texts. @throws SecurityError `ERR_SETTING_INVALID` */
export function oneOf<const T extends string>(allowed: readonly T[]): (writing: Writing) => T {
  return ({ value, place }) => {
    const found = allowed.find((candidate) => candidate === value);
    if (found !== undefined) return found;
    throw invalid(place, `it must be one of ${allowed.join(', ')}`, 'Write one of these.');
  };
}

/** One or many, as Node takes key material: PEM text, or bytes of PEM or DER. @throws SecurityError `ERR_SETTING_INVALID` */
export function materials(writing: Writing): (PemSetting | DerSetting)[] {
  const list: readonly unknown[] = Array.isArray(writing.value) ? writing.value : [writing.value];
  if (list.length === 0)
    throw invalid(writing.place, 'the list is empty', 'Give at least one, or leave it out.');
  return list.map((value) => material({ ...writing, value }));
}

/** One piece of key material. @throws SecurityError `ERR_SETTING_INVALID` */
export function material({ value, word, place }: Writing): PemSetting | DerSetting {
  if (typeof value === 'string' && value !== '') {
    if (!looksLikePath(value)) return { pem: value };
    throw invalid(place, `${word} takes PEM text, and this looks like a path`, pathAction(word));
  }
  if (value instanceof Uint8Array) {
    const read = Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('latin1');
    return read.includes('-----BEGIN ') ? { pem: Buffer.from(value).toString('utf8') } : { der: value };
  }
  throw invalid(place, 'it must be PEM text or bytes', 'Give a string or a Buffer.');
}

/** PEM has slashes in it too, but never without its first line. */
function looksLikePath(text: string): boolean {
  return !text.includes('-----BEGIN ') && /[/\\]|\.(pem|crt|cer|key|der|p12|pfx)$/i.test(text);
}

function pathAction(word: string): string {
  if (word === 'ca') return 'Use cafile for a path.';
  if (word === 'crl') return 'Read the file, and give what is in it.';
  return 'Use certfile and keyfile for paths.';
}
