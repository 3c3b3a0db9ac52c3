import type { DerSetting, PemSetting } from '@security-context/core/adapter';
import { invalid, type Writing } from './writings.js';

/** `true` or `false`, also as text. @throws SecurityError `ERR_SETTING_INVALID` */
export function flag({ value, place }: Writing): boolean {
  if (value === true || value === 'true') return true;
  if (value === false || value === 'false') return false;
  throw invalid(place, 'it must be true or false', 'Write true or false.');
}

/** Text that is not empty. @throws SecurityError `ERR_SETTING_INVALID` */
export function text({ value, place }: Writing): string {
  if (typeof value === 'string' && value !== '') return value;
  throw invalid(place, 'it must be text that is not empty', 'Give it a value or leave it out.');
}

/** A boolean and nothing like it. @throws SecurityError `ERR_SETTING_INVALID` */
export function boolean({ value, place }: Writing): boolean {
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
  return list.map((value) => material(value, writing.place));
}

/** One piece of key material. @throws SecurityError `ERR_SETTING_INVALID` */
export function material(value: unknown, place: string): PemSetting | DerSetting {
  if (typeof value === 'string' && value !== '') return { pem: value };
  if (value instanceof Uint8Array) {
    const read = Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('latin1');
    return read.includes('-----BEGIN ') ? { pem: Buffer.from(value).toString('utf8') } : { der: value };
  }
  throw invalid(place, 'it must be PEM text or bytes', 'Give a string or a Buffer.');
}
