import { inspect } from 'node:util';
import { auth } from 'cassandra-driver';
import { expect } from 'chai';
import type { SaslMechanism } from '@security-context/cassandra';
import { cassandraAdapter } from '@security-context/cassandra';
import { openSecurityContext } from '@security-context/core';
import { TestAuthority } from '@security-context/testkit';
import type { CqlSasl, ServerTls } from '@security-context/testkit';
import { answered, refusal, refused } from './attempt.js';

const CANARY = 'canary-77ab';
const PASSWORD_AUTHENTICATOR = 'org.apache.cassandra.auth.PasswordAuthenticator';

/** A server that is never satisfied, and keeps what it hears. */
const insatiable = (tokens: string[]) => (): CqlSasl => (token) => {
  tokens.push(token.toString());
  return { challenge: Buffer.from('more') };
};

/** What JavaScript can give for a mechanism. */
const mechanism = (more: object): SaslMechanism => ({
  name: 'OWN',
  authenticators: [PASSWORD_AUTHENTICATOR],
  start: () => ({ initialResponse: Buffer.from('first'), evaluate: () => Buffer.from('next') }),
  ...more,
});

class KeepingProvider extends auth.PlainTextAuthProvider {}

describe('a login that somebody wants to turn against its user', () => {
  let ca: TestAuthority;
  let tls: ServerTls;
  before(async () => {
    ca = await TestAuthority.create();
    tls = (await ca.issue()).tls;
  });
  const trust = () => ({ trust: { anchors: [{ pem: ca.certificatePem }] } });

  it('ends where a server asks for ever', async () => {
    for (const more of [
      { settings: { credentials: { mechanism: 'EXTERNAL' } }, authenticator: 'MutualTlsAuthenticator' },
      { mechanism: mechanism({}), authenticator: 'PasswordAuthenticator' },
    ]) {
      const { authenticator, settings, ...input } = more;
      const { problem, server } = await refused({
        server: {
          tls,
          sasl: insatiable([]),
          authenticator: `org.apache.cassandra.auth.${authenticator}`,
        },
        settings: { ...trust(), ...settings },
        ...input,
      });
      expect(problem.code).to.equal('ERR_IDENTITY_REFUSED');
      expect(problem.message).to.contain('goes on asking');
      expect(server.heard.authResponses).to.be.lessThan(100 * server.heard.connections);
    }
  });

  it('ends, and nothing else does, where a mechanism gives no bytes', async () => {
    for (const given of [undefined, 5]) {
      for (const conversation of [
        { initialResponse: given, evaluate: () => Buffer.from('next') },
        { initialResponse: Buffer.from('first'), evaluate: () => given },
      ]) {
        const { problem } = await refused({
          server: { tls, sasl: insatiable([]) },
          settings: trust(),
          mechanism: mechanism({ start: () => conversation }),
        });
        expect(problem.code).to.equal('ERR_CREDENTIALS_UNAVAILABLE');
      }
    }
  });

  it('is not told to an authenticator whose name is a part of an allowed one', async () => {
    const tokens: string[] = [];
    const { problem } = await refused({
      server: { tls, sasl: insatiable(tokens), authenticator: PASSWORD_AUTHENTICATOR.slice(0, -4) },
      settings: trust(),
      mechanism: mechanism({ authenticators: PASSWORD_AUTHENTICATOR }),
    });
    expect(problem.code).to.equal('ERR_IDENTITY_REFUSED');
    expect(tokens).to.deep.equal([]);
  });

  it('takes a frozen provider, and prints nothing of what a provider holds', async () => {
    const provider = Object.freeze(
      Object.assign(new KeepingProvider('app', CANARY), {
        newAuthenticator: () => new auth.PlainTextAuthProvider('app', CANARY).newAuthenticator('', ''),
      }),
    );
    const { heard } = await answered({
      server: { tls, users: [{ username: 'app', password: CANARY }] },
      settings: trust(),
      options: { authProvider: provider },
    });
    expect(heard.logins).to.include('app');
    await using context = await openSecurityContext(trust(), { env: {} });
    const { options } = context.bind(cassandraAdapter, { options: { authProvider: provider } });
    expect(inspect(options, { depth: 9, showHidden: true })).not.to.contain(CANARY);
  });

  it('cannot hide in a prototype, where no authenticator would be held to', async () => {
    await using context = await openSecurityContext(trust(), { env: {} });
    const written = `{ "__proto__": { "credentials": { "username": "app", "password": "${CANARY}" } } }`;
    const options = JSON.parse(written) as object;
    const error = refusal(() => context.bind(cassandraAdapter, { options }));
    expect(error).to.include({ code: 'ERR_SETTING_INVALID', place: 'option __proto__' });
  });

  it('refuses what is no provider, without quoting it', async () => {
    await using context = await openSecurityContext(trust(), { env: {} });
    const options = { authProvider: CANARY as unknown as auth.AuthProvider };
    const error = refusal(() => context.bind(cassandraAdapter, { options }));
    expect(error.code).to.equal('ERR_SETTING_INVALID');
    expect(inspect(error)).not.to.contain(CANARY);
  });
});
