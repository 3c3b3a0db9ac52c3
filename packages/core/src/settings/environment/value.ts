import { delimiter, resolve } from 'node:path';
import { SecurityError } from '../../errors/security-error.js';
import type { ValueKind } from './keys.js';

const YES_NO: Readonly<Record<string, boolean>> = { '1': true, true: true, '0': false, false: false };

/**
 * The value of a variable's text. Errors never quote it: it might be a secret.
 * @throws SecurityError `ERR_SETTING_INVALID`
 */
export function environmentValue(text: string, kind: ValueKind, place: string): unknown {
  const invalid = (reason: string, action = 'Correct the variable.'): SecurityError =>
    new SecurityError('ERR_SETTING_INVALID', { place, reason, action });
  if (text === '') throw invalid('is set but empty', 'Give it a value, or unset it.');
  switch (kind) {
    case 'text':
      return text;
    case 'path':
      return resolve(text);
    case 'list':
      return text.split(',');
    case 'paths':
      return entries(text, invalid).map((entry) => resolve(entry));
    case 'anchors': {
      const anchors = entries(text, invalid).map((entry) => (isWord(entry) ? entry : resolve(entry)));
      const [only] = anchors;
      return anchors.length === 1 && only !== undefined && isWord(only) ? only : anchors;
    }
    case 'number':
      if (!/^\d{1,15}$/.test(text)) throw invalid('must be a whole number');
      return Number(text);
    case 'yes-no':
    case 'never': {
      const value = yesOrNo(text);
      if (value === undefined) throw invalid('must be 1, true, 0 or false');
      if (kind === 'never' && value) throw invalid('must be 0 or false; unset it to reload by itself');
      return value;
    }
  }
}

/** `1`, `true`, `0` or `false`, in upper or lower case. */
export function yesOrNo(text: string): boolean | undefined {
  const word = text.toLowerCase();
  return Object.hasOwn(YES_NO, word) ? YES_NO[word] : undefined;
}

function entries(text: string, invalid: (reason: string) => SecurityError): string[] {
  const list = text.split(delimiter);
  if (list.includes('')) throw invalid(`has an empty entry; entries are divided by '${delimiter}'`);
  return list;
}

function isWord(entry: string): boolean {
  return entry === 'system' || entry === 'node';
}
