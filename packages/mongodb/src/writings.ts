import {
  findWritings,
  invalidSetting,
  Writings,
  writtenTwice,
  type Writing,
} from '@security-context/core/adapter';
import { uriPlace, type ConnectionString } from './connection-string.js';
import type { MongoInput } from './input.js';
import { WORDS, type Word } from './words.js';

/**
 * Finds the dialect's words in connection string and options.
 * @throws SecurityError `ERR_SETTING_UNKNOWN`, `ERR_SETTING_INVALID`, `ERR_SETTING_CONFLICT` for repeats
 */
export function mongoWritings(uri: ConnectionString, options: MongoInput['options']): Writings<Word> {
  return new Writings([...uriWritings(uri), ...findWritings(WORDS, options)]);
}

function uriWritings({ options = [] }: ConnectionString): Writing<Word>[] {
  const seen = new Set<string>();
  const writings: Writing<Word>[] = [];
  for (const { name, value } of options) {
    const place = uriPlace(name);
    const word = WORDS.demand(name, place);
    const key = word ?? name.toLowerCase();
    if (key === '' || key === 'readpreferencetags') continue;
    if (seen.has(key)) throw writtenTwice(place);
    seen.add(key);
    if (word === undefined) continue;
    if (WORDS.kind(word) === 'object') {
      throw invalidSetting(place, 'a URI cannot carry this word', 'Write it in the options.');
    }
    writings.push({ word, place, value: value() });
  }
  return writings;
}
