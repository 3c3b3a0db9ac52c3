import { expect } from 'chai';
import { getEventListeners, once } from 'node:events';
import { mock } from 'node:test';
import { inspect } from 'node:util';
import { bindCredentials, type BoundCredentials } from '../../src/credentials/bound-credentials.js';
import { Secret } from '../../src/errors/secret.js';
import { SecurityError } from '../../src/errors/security-error.js';
import type { LoadedCredentials } from '../../src/material/material.js';
import type { CredentialOrigin } from '../../src/settings/canonical-settings.js';

const nothing = (): undefined => undefined;

function bound(
  origin: CredentialOrigin,
  loaded: () => LoadedCredentials | undefined = nothing,
): BoundCredentials {
  const credentials = bindCredentials(origin, loaded);
  if (credentials === undefined) throw new Error('nothing was bound');
  return credentials;
}

/** A login asked of this function, which users may write in JavaScript. */
function asking(source: (request: { signal: AbortSignal }) => unknown): BoundCredentials {
  return bound({ kind: 'source', source: source as never, place: 'credentials' });
}

async function refusal(promise: Promise<unknown>): Promise<SecurityError> {
  const thrown: unknown = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!SecurityError.is(thrown)) throw new Error('no SecurityError', { cause: thrown });
  expect(thrown.code).to.equal('ERR_CREDENTIALS_UNAVAILABLE');
  expect(thrown.place).to.equal('credentials');
  return thrown;
}

describe('a login that is written', () => {
  it('is none where none is', () => {
    expect(bindCredentials(undefined, nothing)).to.equal(undefined);
  });

  it('is given as it was written, with mechanism and authenticator', async () => {
    const login = bound({
      kind: 'fixed',
      username: 'app',
      password: { kind: 'value', secret: new Secret('pass'), place: 'credentials.password' },
      mechanism: 'SCRAM-SHA-256',
      authenticator: 'PasswordAuthenticator',
      place: 'credentials',
    });
    expect(login).to.include({
      username: 'app',
      mechanism: 'SCRAM-SHA-256',
      authenticator: 'PasswordAuthenticator',
    });
    expect(login.password?.reveal()).to.equal('pass');
    expect(await login.request()).to.deep.equal({ username: 'app', password: 'pass' });
  });

  it('has no more than was written: no name, no password, no mechanism', async () => {
    const login = bound({ kind: 'fixed', place: 'credentials' });
    expect(login).not.to.have.any.keys('mechanism', 'authenticator');
    expect(login.username).to.equal(undefined);
    expect(login.password).to.equal(undefined);
    expect(await login.request()).to.deep.equal({ username: '', password: '' });
  });

  it('never prints its password', () => {
    const secret = new Secret('CANARY');
    const login = bound({
      kind: 'fixed',
      username: 'app',
      password: { kind: 'value', secret, place: 'credentials.password' },
      place: 'credentials',
    });
    const all = { depth: Infinity, showHidden: true, getters: true };
    expect(inspect(login, all) + JSON.stringify(login)).not.to.contain('CANARY');
  });
});

describe('a login from a file', () => {
  const origin: CredentialOrigin = {
    kind: 'fixed',
    username: 'app',
    password: { kind: 'file', path: '/run/secrets/password', place: 'credentials.passwordFile' },
    place: 'credentials',
  };

  it('is always that of the newest generation', async () => {
    let loaded: LoadedCredentials | undefined;
    const login = bound(origin, () => loaded);
    expect(login.password).to.equal(undefined);
    loaded = { username: 'app', password: new Secret('first') };
    expect(login.password?.reveal()).to.equal('first');
    loaded = { username: 'new', password: new Secret('second') };
    expect(login.username).to.equal('new');
    expect(login.password?.reveal()).to.equal('second');
    expect(await login.request()).to.deep.equal({ username: 'new', password: 'second' });
  });
});

describe('a login from a function', () => {
  it('is asked for anew for each connection', async () => {
    let count = 0;
    const login = asking(() => Promise.resolve({ username: 'app', password: `pass-${String(++count)}` }));
    expect(await login.request()).to.deep.equal({ username: 'app', password: 'pass-1' });
    expect(await login.request()).to.deep.equal({ username: 'app', password: 'pass-2' });
    expect(login.username).to.equal(undefined);
    expect(login.password).to.equal(undefined);
  });

  it('may be given at once, and is copied', async () => {
    const mine = { username: 'app', password: 'pass', token: 'CANARY' };
    const given = await asking(() => mine).request();
    mine.password = 'other';
    expect(given).to.deep.equal({ username: 'app', password: 'pass' });
  });

  it('is unavailable when the function throws or rejects, with what it threw as the cause', async () => {
    const cause = new Error('vault is sealed');
    const throwing = asking(() => {
      throw cause;
    });
    for (const login of [throwing, asking(() => Promise.reject(cause))]) {
      const error = await refusal(login.request());
      expect(error.message).to.equal('credentials: the credential source failed');
      expect(error.cause).to.equal(cause);
    }
  });

  it('is unavailable with the function’s own SecurityError, if it throws one', async () => {
    const own = new SecurityError('ERR_CREDENTIALS_UNAVAILABLE', { place: 'credentials', reason: 'own' });
    expect(await refusal(asking(() => Promise.reject(own)).request())).to.equal(own);
  });

  const answers: Readonly<Record<string, unknown>> = {
    nothing: undefined,
    null: null,
    'a text': 'app:pass',
    'an empty object': {},
    'no password': { username: 'app' },
    'a password that is no text': { username: 'app', password: Buffer.from('CANARY') },
    'a name that is no text': { username: 5, password: 'CANARY' },
  };
  for (const [what, answer] of Object.entries(answers)) {
    it(`is unavailable when the function gives ${what}`, async () => {
      const error = await refusal(asking(() => answer).request());
      expect(error.message).to.equal('credentials: the credential source gave no username and password');
      expect(inspect(error)).not.to.contain('CANARY');
    });
  }

  it('is unavailable when what the function gives cannot be read', async () => {
    const trap = {
      get username(): never {
        throw new Error('trapped');
      },
    };
    expect((await refusal(asking(() => trap).request())).message).to.contain('failed');
  });

  it('is unavailable as soon as nobody waits any more, and the function is told', async () => {
    const control = new AbortController();
    const started = new EventTarget();
    let told: AbortSignal | undefined;
    const login = asking(({ signal }) => {
      told = signal;
      queueMicrotask(() => started.dispatchEvent(new Event('asked')));
      return new Promise(nothing);
    });
    const asked = once(started, 'asked');
    const refused = refusal(login.request(control.signal));
    await asked;
    expect(told?.aborted).to.equal(false);
    control.abort();
    expect((await refused).message).to.equal('credentials: the credential source gave no answer in time');
    expect(told?.aborted).to.equal(true);
  });

  it('is not even asked for when nobody waits from the start', async () => {
    let asked = false;
    const login = asking(() => {
      asked = true;
      return new Promise(nothing);
    });
    await refusal(login.request(AbortSignal.abort()));
    expect(asked).to.equal(false);
  });

  it('is unavailable after 30 seconds, and the function is told', async () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    try {
      let told: AbortSignal | undefined;
      const refused = refusal(
        asking(({ signal }) => {
          told = signal;
          return new Promise(nothing);
        }).request(),
      );
      mock.timers.tick(29_999);
      expect(told?.aborted).to.equal(false);
      mock.timers.tick(1);
      expect((await refused).message).to.contain('gave no answer in time');
      expect(told?.aborted).to.equal(true);
    } finally {
      mock.timers.reset();
    }
  });

  it('leaves no listener behind on the signal of who waits', async () => {
    const { signal } = new AbortController();
    const login = asking(() => ({ username: 'app', password: 'pass' }));
    for (let connection = 0; connection < 3; connection++) await login.request(signal);
    expect(getEventListeners(signal, 'abort')).to.deep.equal([]);
  });
});
