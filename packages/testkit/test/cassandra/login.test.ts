import { inspect } from 'node:util';
import { auth } from 'cassandra-driver';
import { expect } from 'chai';
import { startCqlDouble } from '../../src/index.js';
import { codeOf, plain, withClient } from './stock-driver.js';

const users = [{ username: 'app', password: 'canary-5f1c' }];

describe('the login of the CQL double', () => {
  it('lets known users in, and nobody else', async () => {
    await using double = await startCqlDouble({ users });
    await withClient(double, plain('app', 'canary-5f1c'), (client) => client.connect());
    expect(double.heard.logins).to.include('app');
    double.forget();
    for (const [username, password] of [
      ['app', 'wrong'],
      ['other', 'canary-5f1c'],
      ['app', ''],
    ] as const) {
      await withClient(double, plain(username, password), async (client) => {
        expect(await codeOf(client.connect())).to.equal('AuthenticationError');
      });
    }
    await withClient(double, {}, async (client) => {
      expect(await codeOf(client.connect())).to.equal('AuthenticationError');
    });
    expect(double.heard).to.deep.include({ logins: [], authResponses: 3, queries: [] });
  });

  it('keeps no password where a test could print it', async () => {
    await using double = await startCqlDouble({ users });
    await withClient(double, plain('app', 'canary-5f1c'), (client) => client.connect());
    expect(inspect(double.heard, { depth: 9 })).not.to.contain('canary');
    expect(double.connections.map(({ received }) => received.toString()).join()).not.to.contain('canary');
  });

  it('goes DataStax Enterprise’s way too, in which the mechanism is named first', async () => {
    const authenticator = 'com.datastax.bdp.cassandra.auth.DseAuthenticator';
    await using double = await startCqlDouble({ users, authenticator });
    const authProvider = new auth.DsePlainTextAuthProvider('app', 'canary-5f1c');
    await withClient(double, { authProvider }, (client) => client.connect());
    expect(double.heard.authResponses)
      .to.equal(2 * double.heard.logins.length)
      .and.to.be.greaterThan(0);
  });

  it('goes several rounds by a function, one conversation for each connection', async () => {
    await using double = await startCqlDouble({
      sasl: ({ id }) => {
        let round = 0;
        return () => (++round < 3 ? { challenge: Buffer.from(`round ${round}`) } : { user: `number ${id}` });
      },
    });
    await withClient(double, { authProvider: patient() }, (client) => client.connect());
    expect(double.heard.logins[0]).to.match(/^number \d+$/);
    expect(double.heard.authResponses).to.equal(3 * double.heard.logins.length);
  });
});

/** A provider that answers every challenge. */
function patient(): auth.AuthProvider {
  type Callback = (error: unknown, token: Buffer) => void;
  const provider = new auth.PlainTextAuthProvider('', '');
  provider.newAuthenticator = () => ({
    initialResponse: (callback: Callback) => callback(null, Buffer.from('first')),
    evaluateChallenge: (challenge: Buffer, callback: Callback) => callback(null, challenge),
    onAuthenticationSuccess: () => undefined,
  });
  return provider;
}
