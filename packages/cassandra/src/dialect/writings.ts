import { isDeepStrictEqual } from 'node:util';
import { SecurityError, type SecuritySettings } from '@security-context/core/adapter';
import { findWord, nearestTlsWord, refusedWord, type Word } from './words.js';

/** A word as it was written. */
export interface Writing {
  readonly word: Word;
  /** `option sslOptions.ca`. */
  readonly place: string;
  readonly value: unknown;
}

/** A value and the place it came from. */
export interface Placed<T> {
  readonly value: T;
  readonly place: string;
}

/** What one group of words says. Empty when none of them is written. */
export interface DialectPart {
  readonly settings?: SecuritySettings;
  readonly places?: Readonly<Record<string, string>>;
}

/** Every word of the dialect in one `sslOptions`. */
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
export function conflict(
  first: string,
  second: string,
  reason: string,
  action = 'Keep one of the two.',
): SecurityError {
  return new SecurityError('ERR_SETTING_CONFLICT', { place: `${first} and ${second}`, reason, action });
}

/** A value that cannot be taken. It is never quoted: it may be a secret. */
export function invalid(place: string, reason: string, action: string): SecurityError {
  return new SecurityError('ERR_SETTING_INVALID', { place, reason, action });
}

/**
 * Finds the dialect's words in `sslOptions`.
 * @throws SecurityError `ERR_SETTING_UNKNOWN`, `ERR_SETTING_CONFLICT` for a word in two spellings,
 * `ERR_ADAPTER_CANNOT_HONOUR` for words that cannot be kept
 */
export function findWritings(sslOptions: object): Writings {
  const writings: Writing[] = [];
  for (const [name, value] of Object.entries(sslOptions) as [string, unknown][]) {
    if (value === undefined || value === null) continue;
    const place = `option sslOptions.${printable(name)}`;
    const word = knownWord(name, place);
    const same = writings.find((writing) => writing.word === word);
    if (same !== undefined) throw conflict(same.place, place, 'they are one word in two spellings');
    writings.push({ word, place, value });
  }
  return new Writings(writings);
}

function knownWord(name: string, place: string): Word {
  const word = findWord(name);
  if (word !== undefined) return word;
  const [reason, action] = refusedWord(name) ?? [];
  if (reason !== undefined) throw new SecurityError('ERR_ADAPTER_CANNOT_HONOUR', { place, reason, action });
  const nearest = nearestTlsWord(name);
  throw new SecurityError('ERR_SETTING_UNKNOWN', {
    place,
    reason: 'no such TLS word is known here',
    action:
      nearest === undefined ? 'Correct the word or leave it out.' : `Write ${nearest} if that is meant.`,
  });
}

/** A name as it may stand in an error. */
function printable(name: string): string {
  return /^[\w.$-]{1,64}$/.test(name) ? name : '(unprintable)';
}
