import { isDeepStrictEqual } from 'node:util';
import { SecurityError } from '@security-context/core/adapter';
import { printable, uriPlace, type ConnectionString } from './connection-string.js';
import type { MongoInput } from './input.js';
import { claimsTls, findWord, nearestTlsWord, wordKind, type Word } from './words.js';

/** A word as it was written somewhere. */
export interface Writing {
  readonly word: Word;
  /** `URI option tlsCAFile`, `option tlsCAFile`. */
  readonly place: string;
  /** Decoded text from the URI, anything from the options. */
  readonly value: unknown;
}

/** A value and the place it came from. */
export interface Placed<T> {
  readonly value: T;
  readonly place: string;
}

/** Every word of the dialect in one input. */
export class Writings {
  readonly #all: readonly Writing[];

  constructor(all: readonly Writing[]) {
    this.#all = all;
  }

  /** Where these words are written, in the order of the words. */
  of(...words: readonly Word[]): Writing[] {
    return words.flatMap((word) => this.#all.filter((writing) => writing.word === word));
  }

  /**
   * The one value of words that mean the same; `undefined` when none is written.
   * @throws SecurityError `ERR_SETTING_CONFLICT` when two of them differ
   */
  one<T>(words: readonly Word[], read: (writing: Writing) => T): Placed<T> | undefined {
    return agreed(this.of(...words).map((writing) => ({ value: read(writing), place: writing.place })));
  }
}

/** The one value of all; `undefined` for none. @throws SecurityError `ERR_SETTING_CONFLICT` when two differ */
export function agreed<T>([first, ...others]: readonly Placed<T>[]): Placed<T> | undefined {
  if (first === undefined) return undefined;
  for (const other of others) {
    if (!isDeepStrictEqual(first.value, other.value)) {
      throw conflict(first.place, other.place, 'they say different things');
    }
  }
  return first;
}

/** Two places that cannot both stand. */
export function conflict(first: string, second: string, reason: string, action = 'Keep one of the two.') {
  return new SecurityError('ERR_SETTING_CONFLICT', { place: `${first} and ${second}`, reason, action });
}

/** A value that cannot be taken. It is never quoted: it may be a secret. */
export function invalid(place: string, reason: string, action?: string): SecurityError {
  return new SecurityError('ERR_SETTING_INVALID', { place, reason, action });
}

/**
 * Finds the dialect's words in connection string and options.
 * @throws SecurityError `ERR_SETTING_UNKNOWN`, `ERR_SETTING_INVALID`, `ERR_SETTING_CONFLICT` for repeats
 */
export function findWritings(uri: ConnectionString, options: MongoInput['options']): Writings {
  return new Writings([...uriWritings(uri), ...optionWritings(options)]);
}

function uriWritings({ options = [] }: ConnectionString): Writing[] {
  const seen = new Set<string>();
  const writings: Writing[] = [];
  for (const { name, value } of options) {
    const word = knownWord(name, uriPlace(name));
    const key = word ?? name.toLowerCase();
    if (key === '' || key === 'readpreferencetags') continue;
    const place = uriPlace(name);
    if (seen.has(key)) throw repeated(place);
    seen.add(key);
    if (word === undefined) continue;
    if (wordKind(word) === 'object') {
      throw invalid(place, 'a URI cannot carry this word', 'Write it in the options.');
    }
    writings.push({ word, place, value: value() });
  }
  return writings;
}

function optionWritings(options: MongoInput['options']): Writing[] {
  const seen = new Set<Word>();
  const writings: Writing[] = [];
  for (const [name, value] of Object.entries(options ?? {}) as [string, unknown][]) {
    const place = `option ${printable(name)}`;
    const word = knownWord(name, place);
    if (word === undefined || value === undefined || value === null) continue;
    if (seen.has(word)) throw repeated(place);
    seen.add(word);
    writings.push({ word, place, value });
  }
  return writings;
}

function knownWord(name: string, place: string): Word | undefined {
  const word = findWord(name);
  if (word !== undefined || !claimsTls(name)) return word;
  const nearest = nearestTlsWord(name);
  throw new SecurityError('ERR_SETTING_UNKNOWN', {
    place,
    reason: 'no such TLS word is known',
    action:
      nearest === undefined ? 'Correct the word or leave it out.' : `Write ${nearest} if that is meant.`,
  });
}

function repeated(place: string): SecurityError {
  return new SecurityError('ERR_SETTING_CONFLICT', {
    place,
    reason: 'it is written more than once',
    action: 'Write it once.',
  });
}
