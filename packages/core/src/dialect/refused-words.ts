import type { SecurityError } from '../errors/security-error.js';
import { cannotHonour } from './refusal.js';
import type { Writings } from './writings.js';

/** Words that are known and cannot be kept: which, why, and what to write instead. */
export type RefusedWords<Word extends string> = readonly (readonly [
  words: readonly Word[],
  reason: string,
  action: string,
])[];

/**
 * Refuses words, each with its reason.
 * @param refuse - makes the error
 * @throws SecurityError `ERR_ADAPTER_CANNOT_HONOUR`, or what `refuse` makes
 */
export function refuseWords<Word extends string>(
  writings: Writings<Word>,
  refused: RefusedWords<Word>,
  refuse: (place: string, reason: string, action: string) => SecurityError = cannotHonour,
): void {
  for (const [words, reason, action] of refused) {
    for (const { place } of writings.of(...words)) throw refuse(place, reason, action);
  }
}
