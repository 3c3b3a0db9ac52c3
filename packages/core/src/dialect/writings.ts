import { sameSetting } from '../settings/same.js';
import { invalidSetting, printableName, settingConflict, writtenTwice } from './refusal.js';
import type { WordTable } from './word-table.js';

/** A word as it was written somewhere. */
export interface Writing<Word extends string = string> {
  /** In its documented spelling. */
  readonly word: Word;
  /** `URI option tlsCAFile`, `option tlsCAFile`, `option sslOptions.ca`. */
  readonly place: string;
  /** Decoded text from a URL, anything from options; never `undefined` or `null`. */
  readonly value: unknown;
}

/** A value and the place it came from. */
export interface Placed<T> {
  readonly value: T;
  readonly place: string;
}

/** Every word of a dialect in one input. One with more words may stand where fewer are looked for. */
export class Writings<in Word extends string = string> {
  readonly #all: readonly Writing[];

  constructor(all: readonly Writing<Word>[]) {
    this.#all = all;
  }

  /** Where these words are written, in the order of the words. */
  of(...words: readonly Word[]): Writing[] {
    return words.flatMap((word) => this.#all.filter((writing) => writing.word === word));
  }

  /**
   * The one value of words that mean the same; `undefined` when none is written.
   * @throws SecurityError `ERR_SETTING_CONFLICT` when two of them differ, and what `read` throws
   */
  one<T>(words: readonly Word[], read: (writing: Writing) => T): Placed<T> | undefined {
    return agreed(this.of(...words).map((writing) => ({ value: read(writing), place: writing.place })));
  }
}

/** The one value of all that are there; `undefined` for none. @throws SecurityError `ERR_SETTING_CONFLICT` when two differ */
export function agreed<T>(all: readonly (Placed<T> | undefined)[]): Placed<T> | undefined {
  const [first, ...others] = all.filter((placed) => placed !== undefined);
  if (first === undefined) return undefined;
  for (const other of others) {
    if (!sameSetting(first.value, other.value)) {
      throw settingConflict(first.place, other.place, 'they say different things');
    }
  }
  return first;
}

/**
 * Finds a table's words in an object of options. What is `undefined` or `null` is not written.
 * @param within - the option that holds the object, for places: `'sslOptions'`. Left out, it is the options themselves.
 * @throws SecurityError `ERR_SETTING_UNKNOWN`, `ERR_SETTING_CONFLICT` for one word in two spellings,
 * `ERR_SETTING_INVALID` where there is no object
 */
export function findWritings<Word extends string>(
  table: WordTable<Word>,
  options: unknown,
  within?: string,
): Writing<Word>[] {
  if (options === undefined || options === null) return [];
  if (typeof options !== 'object' || Array.isArray(options)) {
    const place = within === undefined ? 'options' : `option ${within}`;
    throw invalidSetting(place, 'it must be an object of options', 'Give an object, or leave it out.');
  }
  const seen = new Set<Word>();
  const writings: Writing<Word>[] = [];
  for (const [name, value] of Object.entries(options) as [string, unknown][]) {
    const place = `option ${within === undefined ? '' : `${within}.`}${printableName(name)}`;
    const word = table.demand(name, place);
    if (word === undefined || value === undefined || value === null) continue;
    if (seen.has(word)) throw writtenTwice(place);
    seen.add(word);
    writings.push({ word, place, value });
  }
  return writings;
}

/** A copy of options, symbols included, without the names taken: what is handed on to the driver. */
export function withoutWords<T extends object>(options: T, isTaken: (name: string) => boolean): T {
  // JSON and YAML can hold it, and a driver's own copy of the options would have everything in it.
  if (Object.hasOwn(options, '__proto__')) {
    throw invalidSetting('option __proto__', 'it would hide other options in it', 'Write them as options.');
  }
  const copy = { ...options };
  for (const name of Object.keys(copy).filter(isTaken)) Reflect.deleteProperty(copy, name);
  return copy;
}
