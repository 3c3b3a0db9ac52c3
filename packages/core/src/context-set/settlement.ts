import { SecurityError, throwErrors } from '../errors/security-error.js';

/**
 * Waits for all of them, also when some fail.
 * @throws SecurityError with all that failed; anything else that was thrown, as it is
 */
export async function settleAll<T>(promises: readonly Promise<T>[]): Promise<T[]> {
  const settled = await Promise.allSettled(promises);
  const errors: SecurityError[] = [];
  const values: T[] = [];
  for (const one of settled) {
    if (one.status === 'fulfilled') values.push(one.value);
    else if (SecurityError.is(one.reason)) errors.push(...(one.reason.errors ?? [one.reason]));
    else throw one.reason;
  }
  throwErrors(errors);
  return values;
}
