import { SecurityError } from '../errors/security-error.js';
import { nearestWord } from '../settings/nearest.js';

/**
 * How a word is written.
 * - `flag`: `true` or `false`, also as text
 * - `text`: text that is not empty
 * - `material`: text, or bytes in options
 * - `object`: anything, in options only: a URL cannot carry it
 */
export type WordKind = 'flag' | 'text' | 'material' | 'object';

/** The words of a dialect. Case and underscores of a name do not count: `ca_cert`, `caCert` and `CA_CERT` are one word. */
export interface WordTable<Word extends string> {
  /** The word a name stands for. */
  find(name: string): Word | undefined;
  /**
   * The word a name stands for; `undefined` for a name about other things.
   * @throws SecurityError `ERR_SETTING_UNKNOWN` for a name that claims to be a word and is none, with the nearest one
   */
  demand(name: string, place: string): Word | undefined;
  /** How a word is written. */
  kind(word: Word): WordKind;
}

/** Whether a name, in lower case and without underscores, claims to be about TLS. */
export function claimsTls(plainName: string): boolean {
  return /^(tls|ssl)/.test(plainName);
}

/**
 * A table of words in their documented spelling.
 * @param claims - which names must be in the table, given in lower case and without underscores: those that begin with
 * `tls` or `ssl`, or `() => true` where every name must be known.
 */
export function wordTable<Word extends string>(
  words: Readonly<Record<Word, WordKind>>,
  claims: (plainName: string) => boolean = claimsTls,
): WordTable<Word> {
  const known = new Map((Object.keys(words) as Word[]).map((word) => [plainName(word), word]));
  const find = (name: string): Word | undefined => known.get(plainName(name));
  return {
    find,
    kind: (word) => words[word],
    demand(name, place) {
      const word = find(name);
      if (word !== undefined || !claims(plainName(name))) return word;
      const near = nearestWord(plainName(name), [...known.keys()].filter(claims));
      const about = claimsTls(plainName(name)) ? 'TLS word' : 'word';
      throw unknownWord(place, about, near === undefined ? undefined : known.get(near));
    },
  };
}

function unknownWord(place: string, about: string, nearest: string | undefined): SecurityError {
  return new SecurityError('ERR_SETTING_UNKNOWN', {
    place,
    reason: `no such ${about} is known`,
    action:
      nearest === undefined ? 'Correct the word or leave it out.' : `Write ${nearest} if that is meant.`,
  });
}

function plainName(name: string): string {
  return name.toLowerCase().replaceAll('_', '');
}
