import type { DialectReading, Writings } from '@security-context/core/adapter';
import type { Word } from './words.js';

/** Words of the Python driver up to 3.16, and what took their place. */
const INSTEAD: readonly (readonly [word: Word, instead: string])[] = [
  ['ca_certs', 'write cafile, or trust.anchors in the settings'],
  ['cert_reqs', 'write verify_mode or rejectUnauthorized, or peer.verify in the settings'],
  ['ssl_version', 'write minVersion and maxVersion, or protocol in the settings'],
];

/** Words that still work, and will not for ever. */
export function deprecatedWords(
  writings: Writings<Word>,
): NonNullable<DialectReading<unknown>['deprecated']> {
  return INSTEAD.flatMap(([word, instead]) => writings.of(word).map(({ place }) => ({ place, instead })));
}
