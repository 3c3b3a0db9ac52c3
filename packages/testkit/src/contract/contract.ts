import { refusalChecks } from './refusal-checks.js';
import { rotationChecks } from './rotation-checks.js';
import { safetyChecks } from './safety-checks.js';
import type { ContractCheck, ContractSubject } from './subject.js';
import { trustChecks } from './trust-checks.js';

/**
 * The contract every adapter keeps, as named checks for any test framework. Each check starts its own server,
 * context and stock client, and judges by what the server heard. `@security-context/testkit/mocha` binds it to mocha.
 */
export function adapterContract<Input, Options>(subject: ContractSubject<Input, Options>): ContractCheck[] {
  return [
    ...trustChecks(subject),
    ...refusalChecks(subject),
    ...rotationChecks(subject),
    ...safetyChecks(subject),
  ];
}
