import { SecurityError } from '@security-context/core';
import type { SecurityErrorCode } from '@security-context/core';

/** A check of the adapter contract that did not hold. */
export class ContractViolation extends Error {
  override readonly name = 'ContractViolation';
}

/** Fails the check unless the condition holds. */
export function expectThat(condition: boolean, otherwise: string): asserts condition {
  if (!condition) throw new ContractViolation(otherwise);
}

/** Fails the check unless the call throws a SecurityError with this code. */
export function expectSecurityError(call: () => unknown, code: SecurityErrorCode): void {
  let thrown: unknown;
  try {
    call();
  } catch (error) {
    thrown = error;
  }
  expectThat(SecurityError.is(thrown), `expected a SecurityError with ${code}, got ${String(thrown)}`);
  expectThat(thrown.code === code, `expected ${code}, got ${thrown.code}: ${thrown.message}`);
}
