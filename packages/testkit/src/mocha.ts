/**
 * The adapter contract as mocha tests.
 * @packageDocumentation
 */
import { adapterContract } from './contract/contract.js';
import type { ContractSubject } from './contract/subject.js';

interface MochaGlobals {
  readonly describe: (title: string, body: () => void) => void;
  readonly it: (title: string, body: () => Promise<void>) => void;
}

/** Describes the contract for one adapter: `describeContract('mongodb', subject)` at the top of a test file. */
export function describeContract<Input, Options>(
  name: string,
  subject: ContractSubject<Input, Options>,
): void {
  const { describe, it } = globalThis as unknown as MochaGlobals;
  describe(`adapter contract: ${name}`, () => {
    for (const check of adapterContract(subject)) it(check.name, () => check.run());
  });
}
