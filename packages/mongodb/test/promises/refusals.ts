import { expect } from 'chai';
import type { SecurityErrorCode } from '@security-context/core';
import { refused } from './attempt.js';
import type { Attempt } from './attempt.js';

/** An attempt that has to fail, and the codes it may be told by. */
export type Refusal = readonly [attempt: () => Attempt | Promise<Attempt>, ...codes: SecurityErrorCode[]];

/**
 * One test for each refusal: the code is right, the server was really asked, and heard no byte of the driver's
 * protocol. The driver makes each refusal last; they are awaited together.
 */
export function itRefuses(promise: number, refusals: Readonly<Record<string, Refusal>>): void {
  describe('the stock driver', () => {
    let outcomes: Map<string, Awaited<ReturnType<typeof refused>> | Error>;

    before(async () => {
      const rows = Object.entries(refusals).map(async ([what, [attempt]]) => {
        const outcome = await refused(await attempt()).catch((error: unknown) => error as Error);
        return [what, outcome] as const;
      });
      outcomes = new Map(await Promise.all(rows));
    });

    for (const [what, [, ...codes]] of Object.entries(refusals)) {
      it(`refuses ${what} (promise ${promise})`, () => {
        const outcome = outcomes.get(what);
        if (outcome === undefined || outcome instanceof Error) throw outcome ?? new Error('never tried');
        expect(outcome.problem.code).to.be.oneOf(codes);
        expect(outcome.problem.action).to.be.a('string').that.is.not.empty;
        expect(outcome.heard.clientHellos).to.be.greaterThan(0);
        expect(outcome.heard.bytes).to.equal(0);
      });
    }
  });
}
