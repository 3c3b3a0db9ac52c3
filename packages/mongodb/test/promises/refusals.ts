import { expect } from 'chai';
import type { SecurityErrorCode } from '@security-context/core';
import { refused } from './attempt.js';
import type { Attempt, Refused } from './attempt.js';

/** An attempt that has to fail, the codes it may be told by, and what else has to hold. */
export type Refusal = readonly [
  attempt: () => Attempt | Promise<Attempt>,
  codes: SecurityErrorCode | readonly SecurityErrorCode[],
  more?: (outcome: Refused) => void,
];

/** Refusals by what is refused and the number of the promise: `'an expired certificate (promise 2)'`. */
export type Refusals = Readonly<Record<`${string} (promise ${number})`, Refusal>>;

/**
 * One test for each refusal: the code is right, the server was really asked, and heard no byte of the driver's
 * protocol. The driver takes its time to tell of each; they are awaited together, so call this once in a file.
 */
export function itRefuses(refusals: Refusals): void {
  describe('the stock driver', () => {
    const outcomes = new Map<string, Refused | Error>();

    before(async () => {
      const attempts = Object.entries(refusals).map(async ([title, [attempt]]) => {
        outcomes.set(title, await refused(await attempt()).catch((error: unknown) => error as Error));
      });
      await Promise.all(attempts);
    });

    for (const [title, [, codes, more]] of Object.entries(refusals)) {
      it(`refuses ${title}`, () => {
        const outcome = outcomes.get(title);
        if (outcome === undefined || outcome instanceof Error) throw outcome ?? new Error('never tried');
        expect(outcome.problem.code).to.be.oneOf([codes].flat());
        expect(outcome.problem.action).to.be.a('string').that.is.not.empty;
        expect(outcome.heard.clientHellos).to.be.greaterThan(0);
        expect(outcome.heard.bytes).to.equal(0);
        more?.(outcome);
      });
    }
  });
}
