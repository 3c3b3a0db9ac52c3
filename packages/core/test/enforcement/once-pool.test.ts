import { expect } from 'chai';
import { SecurityError } from '../../src/errors/security-error.js';
import { OncePool } from '../../src/binding/once-pool.js';
import { warningsOf } from '../events/warnings.js';

describe('what is made once per context', () => {
  it('is made when it is first asked for, and is the same ever after, also when it is nothing', () => {
    const pool = new OncePool();
    let made = 0;
    const create = (): unknown => {
      made += 1;
      return undefined;
    };
    expect(pool.get('agent', create)).to.equal(undefined);
    expect(pool.get('agent', create)).to.equal(undefined);
    expect(made).to.equal(1);
    const other = {};
    expect(pool.get('other', () => other)).to.equal(other);
    expect(pool.get('other', () => ({}))).to.equal(other);
  });

  it('is tried again when making it failed', () => {
    const pool = new OncePool();
    expect(() =>
      pool.get('agent', () => {
        throw new Error('not now');
      }),
    ).to.throw('not now');
    expect(pool.get('agent', () => 'agent')).to.equal('agent');
  });

  it('is disposed once, newest first, all of it before dispose() is done', async () => {
    const pool = new OncePool();
    const disposed: string[] = [];
    for (const name of ['first', 'second', 'third']) {
      pool.get(
        name,
        () => name,
        async (made) => {
          disposed.push(made);
          await Promise.resolve();
          disposed.push(`${made} done`);
        },
      );
    }
    pool.get('undisposed', () => 'nothing to do');
    await pool.close();
    expect(disposed.slice(0, 3)).to.deep.equal(['third', 'second', 'first']);
    expect(disposed).to.have.length(6);
    await pool.close();
    expect(disposed).to.have.length(6);
  });

  it('is disposed though the disposal of something else fails, which becomes a process warning', async () => {
    const pool = new OncePool();
    const disposed: string[] = [];
    const failing = (): never => {
      throw new Error('stuck');
    };
    pool.get('first', () => 1, failing);
    pool.get(
      'second',
      () => 2,
      () => void disposed.push('second'),
    );
    pool.get(
      'third',
      () => 3,
      () => Promise.reject(new Error('stuck too')),
    );
    const warnings = await warningsOf('SECURITY_CONTEXT_DISPOSE', () => pool.close());
    expect(disposed).to.deep.equal(['second']);
    expect(warnings.map(({ detail }) => detail)).to.deep.equal(['stuck too', 'stuck']);
  });

  it('is not made any more after the context was closed', async () => {
    const pool = new OncePool();
    await pool.close();
    expect(() => pool.get('late', () => 1))
      .to.throw(SecurityError)
      .with.property('code', 'ERR_CONTEXT_CLOSED');
  });
});
