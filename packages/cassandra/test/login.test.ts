import { auth } from 'cassandra-driver';
import type { ClientOptions } from 'cassandra-driver';
import { expect } from 'chai';
import { openSecurityContext } from '@security-context/core';
import type { SecuritySettings } from '@security-context/core';
import { cassandraAdapter } from '@security-context/cassandra';
import type { SaslMechanism } from '@security-context/cassandra';
import { startCqlDouble, TestAuthority } from '@security-context/testkit';
import type { CqlDoubleOptions, CqlSasl, ServerTls } from '@security-context/testkit';
import { answered, attempt, refused, wordsRefused } from './attempt.js';
import { impatient, StockClient } from './stock-client.js';

const users = [{ username: 'app', password: 'hunter2' }];
const credentials = { username: 'app', password: 'hunter2' };

/** A server's side of two rounds: it asks back, and wants the name twice. */
const twoRounds: () => CqlSasl = () => {
  let first: string | undefined;
  return (token) => {
    const said = token.toString();
    if (first !== undefined)
      return said === `${first}!` ? { user: first } : { refused: 'not twice the same' };
    first = said;
    return { challenge: Buffer.from('again') };
  };
};

describe('the login of the Cassandra driver', () => {
  let ca: TestAuthority;
  let tls: ServerTls;
  let settings: (more: SecuritySettings) => SecuritySettings;
  before(async () => {
    ca = await TestAuthority.create();
    tls = (await ca.issue()).tls;
    settings = (more) => ({ trust: { anchors: [{ pem: ca.certificatePem }] }, ...more });
  });
  const server = (more: CqlDoubleOptions = { users }): CqlDoubleOptions => ({ tls, ...more });

  it('sends user name and password as PLAIN does (promise 51)', async () => {
    const tokens: string[] = [];
    const sasl: () => CqlSasl = () => (token) => {
      tokens.push(token.toString());
      return { user: 'app' };
    };
    await answered({ server: server({ sasl }), settings: settings({ credentials }) });
    expect(new Set(tokens)).to.deep.equal(new Set(['\0app\0hunter2']));
  });

  it('is taken from the driver’s own words (promise 51)', async () => {
    const written: Partial<ClientOptions>[] = [
      { credentials },
      { authProvider: new auth.PlainTextAuthProvider('app', 'hunter2') },
      { authProvider: new auth.DsePlainTextAuthProvider('app', 'hunter2') },
    ];
    for (const options of written) {
      const { heard } = await answered({ server: server(), settings: settings({}), options });
      expect(heard.logins).to.include('app');
    }
  });

  it('takes the driver’s own words in bind() too, where the context has none', async () => {
    await using double = await startCqlDouble(server());
    await using context = await openSecurityContext(settings({}), { env: {} });
    const contactPoints = [double.contactPoint];
    const { options } = context.bind(cassandraAdapter, {
      options: { ...impatient, contactPoints, credentials },
    });
    expect(options).not.to.have.property('credentials');
    await using client = new StockClient(options);
    await client.ping();
    expect(double.heard.logins).to.include('app');
  });

  it('names PLAIN first to DataStax Enterprise, as its own provider does', async () => {
    const { heard } = await answered({
      server: server({ users, authenticator: 'com.datastax.bdp.cassandra.auth.DseAuthenticator' }),
      settings: settings({ credentials }),
    });
    expect(heard.logins).to.include('app');
    expect(heard.authResponses).to.equal(2 * heard.logins.length);
  });

  it('may be a mechanism of one’s own, in several rounds (promise 52)', async () => {
    const mechanism: SaslMechanism = {
      name: 'TWICE',
      authenticators: ['example.TwiceAuthenticator'],
      start: async ({ credentials: login }) => {
        const { username } = await login();
        return {
          initialResponse: Buffer.from(username),
          evaluate: (challenge) => Buffer.from(challenge.toString() === 'again' ? `${username}!` : ''),
        };
      },
    };
    const { heard } = await answered({
      server: server({ sasl: twoRounds, authenticator: 'example.TwiceAuthenticator' }),
      settings: settings({ credentials }),
      mechanism,
    });
    expect(heard.logins).to.include('app');
    expect(heard.authResponses).to.equal(2 * heard.logins.length);
  });

  it('may be a provider of one’s own, in several rounds, of authenticators that are allowed (promise 52)', async () => {
    const asked: string[] = [];
    const provider = Object.assign(
      new (auth as unknown as { AuthProvider: new () => auth.AuthProvider }).AuthProvider(),
      {
        newAuthenticator: (address: string, name: string): auth.Authenticator => {
          asked.push(`${address} ${name}`);
          return {
            initialResponse: (callback: (error: unknown, token: Buffer) => void) =>
              callback(null, Buffer.from('app')),
            evaluateChallenge: (_: Buffer, callback: (error: unknown, token: Buffer) => void) =>
              callback(null, Buffer.from('app!')),
            onAuthenticationSuccess: () => undefined,
          };
        },
      },
    );
    const authenticator = 'example.TwiceAuthenticator';
    const attempted = {
      server: server({ sasl: twoRounds, authenticator }),
      options: { authProvider: provider },
    };
    const { problem, server: deaf } = await refused({ ...attempted, settings: settings({}) });
    expect(problem.code).to.equal('ERR_IDENTITY_REFUSED');
    expect(problem.message).to.contain(authenticator);
    expect(deaf.heard.authResponses).to.equal(0);
    expect(asked).to.deep.equal([]);
    const { heard, contactPoint } = await answered({
      ...attempted,
      settings: settings({ credentials: { authenticator } }),
    });
    expect(heard.logins).to.include('app');
    expect(asked).to.include(`${contactPoint} ${authenticator}`);
    const error = await wordsRefused({ ...attempted, settings: settings({ credentials }) });
    expect(error.code).to.equal('ERR_SETTING_CONFLICT');
  });

  it('tells no secret to an authenticator that was not allowed', async () => {
    for (const more of [{}, { mechanism: 'EXTERNAL' }]) {
      const { problem, server: deaf } = await refused({
        server: server({ users, authenticator: 'example.GreedyAuthenticator' }),
        settings: settings({ credentials: { ...credentials, ...more } }),
      });
      expect(problem.code).to.equal('ERR_IDENTITY_REFUSED');
      expect(problem.message).to.contain('example.GreedyAuthenticator').and.not.to.contain('hunter2');
      expect(problem.action).to.contain('credentials.authenticator');
      expect(deaf.heard.authResponses).to.equal(0);
    }
    const named = { ...credentials, authenticator: 'example.GreedyAuthenticator' };
    const { heard } = await answered({
      server: server({ users, authenticator: 'example.GreedyAuthenticator' }),
      settings: settings({ credentials: named }),
    });
    expect(heard.logins).to.include('app');
    // Naming one allows that one only.
    const { problem } = await refused({ server: server(), settings: settings({ credentials: named }) });
    expect(problem.code).to.equal('ERR_IDENTITY_REFUSED');
  });

  it('sends nothing but the certificate with EXTERNAL', async () => {
    const app = await ca.issue({ usage: 'client', commonName: 'app' });
    const tokens: Buffer[] = [];
    const { heard } = await answered({
      server: {
        tls: { ...tls, ca: ca.certificatePem, requestCert: true },
        authenticator: 'org.apache.cassandra.auth.MutualTlsAuthenticator',
        sasl:
          ({ peer }) =>
          (token) => {
            tokens.push(token);
            return { user: peer?.subject ?? '' };
          },
      },
      settings: settings({
        credentials: { mechanism: 'EXTERNAL' },
        identity: { certificateKeyFile: { pem: app.combinedPem() } },
      }),
    });
    expect(heard.logins).to.include('CN=app');
    expect(tokens.every(({ length }) => length === 0)).to.equal(true);
    const error = await wordsRefused({ settings: { tls: false, credentials: { mechanism: 'EXTERNAL' } } });
    expect(error.code).to.equal('ERR_ADAPTER_CANNOT_HONOUR');
  });

  it('refuses half a login, two logins and mechanisms that are not built in, before any connection', async () => {
    const wrong: readonly (readonly [SecuritySettings, object, string])[] = [
      [{ credentials: { username: 'app' } }, {}, 'ERR_SETTING_INVALID'],
      [{ credentials: { password: 'hunter2' } }, {}, 'ERR_SETTING_INVALID'],
      [{ credentials: { ...credentials, mechanism: 'EXTERNL' } }, {}, 'ERR_SETTING_INVALID'],
      [{ credentials: { username: 'other', password: 'x' } }, { credentials }, 'ERR_SETTING_CONFLICT'],
      [{}, { credentials: { username: 'app' } }, 'ERR_SETTING_INVALID'],
      [
        {},
        { credentials, authProvider: new auth.PlainTextAuthProvider('other', 'x') },
        'ERR_SETTING_CONFLICT',
      ],
    ];
    for (const [written, options, code] of wrong) {
      expect((await wordsRefused({ settings: settings(written), options })).code).to.equal(code);
    }
  });

  it('is missing where a server wants one, and told as refused where it is wrong', async () => {
    const none = await attempt({ server: server(), settings: settings({}) });
    expect(none.problem?.code).to.equal('ERR_IDENTITY_REFUSED');
    expect(none.problem?.message).to.contain('none is given');
    const wrong = await attempt({
      server: server(),
      settings: settings({ credentials: { username: 'app', password: 'wrong' } }),
    });
    expect(wrong.problem?.code).to.equal('ERR_IDENTITY_REFUSED');
    expect(wrong.problem?.message).to.contain('refused the login');
    expect(wrong.server.heard.logins).to.deep.equal([]);
  });
});
