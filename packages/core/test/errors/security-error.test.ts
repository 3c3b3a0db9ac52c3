import { expect } from 'chai';
import { inspect } from 'node:util';
import { Secret } from '../../src/errors/secret.js';
import { collectErrors, SecurityError, throwErrors } from '../../src/errors/security-error.js';
import type * as ErrorsModule from '../../src/errors/security-error.js';

const whole = new SecurityError('ERR_KEY_MISMATCH', {
  place: 'identity.key',
  reason: 'the key belongs to another certificate',
  action: 'Give the key that was made for it.',
  cause: new Error('below'),
});

describe('a SecurityError', () => {
  it('begins with the place and what is wrong, and carries code, action and cause', () => {
    expect(whole).to.be.instanceOf(Error);
    expect(whole.name).to.equal('SecurityError');
    expect(whole.message).to.equal('identity.key: the key belongs to another certificate');
    expect(whole.code).to.equal('ERR_KEY_MISMATCH');
    expect(whole.place).to.equal('identity.key');
    expect(whole.action).to.equal('Give the key that was made for it.');
    expect(whole.cause).to.have.property('message', 'below');
    expect(whole.stack).to.match(/^SecurityError: identity\.key: the key/);
  });

  it('has no place, action, cause or errors where there are none', () => {
    const bare = new SecurityError('ERR_CONTEXT_CLOSED', { reason: 'closed' });
    expect(bare.message).to.equal('closed');
    expect(Object.keys(bare)).to.deep.equal(['code']);
    for (const key of ['place', 'action', 'cause', 'errors']) expect(bare).not.to.have.property(key);
  });

  it('becomes JSON without stack and cause', () => {
    expect(JSON.parse(JSON.stringify({ error: whole }))).to.deep.equal({
      error: {
        name: 'SecurityError',
        code: 'ERR_KEY_MISMATCH',
        message: 'identity.key: the key belongs to another certificate',
        action: 'Give the key that was made for it.',
      },
    });
  });

  it('is printed with stack, code, action and cause', () => {
    const text = inspect(whole);
    expect(text).to.match(/^SecurityError: identity\.key: the key/);
    expect(text).to.contain('security-error.test.ts');
    expect(text).to.contain("code: 'ERR_KEY_MISMATCH'").and.to.contain("action: 'Give the key");
    expect(text).to.contain('Error: below');
    expect(inspect({ a: { b: { c: { d: whole } } } }, { depth: 2 })).not.to.contain('below');
  });

  it('is printed in full only once where it is its own cause', () => {
    const below = new Error('below');
    const error = new SecurityError('ERR_PEER_POLICY', { reason: 'circular', cause: below });
    below.cause = error;
    const text = inspect(error, { depth: Infinity });
    expect(text).to.contain('[SecurityError: ERR_PEER_POLICY]');
    expect(text.length).to.be.lessThan(5_000);
    expect(inspect(error)).to.equal(inspect(error));
  });

  it('takes logins out of whatever is said in it, and out of its causes when printed', () => {
    const uri = 'mongodb://app:CANARY@db.example/';
    const error = new SecurityError('ERR_SETTING_CONFLICT', {
      place: `input ${uri}`,
      reason: `${uri} is wrong`,
      action: `Do not use ${uri}.`,
      cause: new Error(`could not parse ${uri}`, { cause: { uri } }),
    });
    const all = { depth: Infinity, showHidden: true };
    const texts = [error.message, error.place, error.action, error.stack, JSON.stringify(error)];
    for (const text of [...texts, inspect(error, all), inspect({ error }, all), String(error)]) {
      expect(text).not.to.contain('CANARY');
      expect(text).to.contain('mongodb://[redacted]@db.example/');
    }
    expect(error.cause).to.have.property('message').that.contains('CANARY');
  });

  it('is known, also when another copy of this package made it', async () => {
    const path = '../../src/errors/security-error.js?copy';
    const copy = (await import(path)) as typeof ErrorsModule;
    const foreign = new copy.SecurityError('ERR_PEER_UNTRUSTED', { reason: 'not trusted' });
    expect(copy.SecurityError).not.to.equal(SecurityError);
    expect(foreign).not.to.be.instanceOf(SecurityError);
    expect(SecurityError.is(foreign)).to.equal(true);
    expect(copy.SecurityError.is(whole)).to.equal(true);
  });

  it('is nothing else that only looks like one', () => {
    const lookalike = Object.assign(new Error('x'), { name: 'SecurityError', code: 'ERR_KEY_MISMATCH' });
    for (const value of [lookalike, new Error('x'), {}, null, undefined, 'ERR_KEY_MISMATCH', 5]) {
      expect(SecurityError.is(value)).to.equal(false);
    }
  });
});

describe('several errors', () => {
  const other = new SecurityError('ERR_SETTING_UNKNOWN', { place: 'trsut', reason: 'unknown setting' });

  it('are the error itself when there is one', () => {
    expect(collectErrors([whole])).to.equal(whole);
  });

  it('are thrown as one, and are nothing to throw when there is none', () => {
    expect(() => throwErrors([])).not.to.throw();
    expect(() => throwErrors([whole])).to.throw(whole.message);
    expect(() => throwErrors([whole, other]))
      .to.throw(SecurityError, '2 problems')
      .with.property('errors')
      .that.deep.equals([whole, other]);
  });

  it('are one that has the code of the first and lists them all, each with what to do', () => {
    const all = collectErrors([whole, other]);
    expect(all.code).to.equal('ERR_KEY_MISMATCH');
    expect(all.errors).to.deep.equal([whole, other]);
    expect(all.message).to.equal(
      '2 problems:\n' +
        '  - [ERR_KEY_MISMATCH] identity.key: the key belongs to another certificate. ' +
        'Give the key that was made for it.\n' +
        '  - [ERR_SETTING_UNKNOWN] trsut: unknown setting',
    );
    const json = JSON.parse(JSON.stringify(all)) as { errors: { code: string }[] };
    expect(json.errors.map(({ code }) => code)).to.deep.equal(['ERR_KEY_MISMATCH', 'ERR_SETTING_UNKNOWN']);
  });
});

describe('a secret', () => {
  const secret = new Secret('CANARY');

  it('is printed by nothing', () => {
    const holder = { secret, list: [secret], map: new Map([['secret', secret]]) };
    const texts = [
      String(secret),
      `secret: ${secret as unknown as string}`,
      JSON.stringify(holder),
      inspect(holder, { depth: Infinity, showHidden: true, getters: true }),
      inspect(secret, { customInspect: false, showHidden: true }),
      Object.values(secret).join(),
      [secret].join(),
    ];
    for (const text of texts) expect(text).not.to.contain('CANARY');
    expect(JSON.stringify(structuredClone(secret))).not.to.contain('CANARY');
  });

  it('is told to whoever asks for it', () => {
    expect(secret.reveal()).to.equal('CANARY');
    const bytes = Uint8Array.of(1, 2);
    expect(new Secret(bytes).reveal()).to.equal(bytes);
  });
});
