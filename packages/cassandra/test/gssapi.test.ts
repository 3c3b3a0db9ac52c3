import { expect } from 'chai';
import { gssapi } from '@security-context/cassandra';
import type { KerberosModule } from '@security-context/cassandra';
import type { CqlSasl } from '@security-context/testkit';
import { answered, refused } from './attempt.js';

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const text = (encoded: string): string => Buffer.from(encoded, 'base64').toString();

/** The package as a client sees it: tickets are words here. */
function fakeKerberos(principals: string[]): KerberosModule {
  return {
    GSS_C_MUTUAL_FLAG: 2,
    initializeClient: (service) => {
      principals.push(service);
      let complete = false;
      return Promise.resolve({
        get contextComplete() {
          return complete;
        },
        step: (challenge) => {
          complete = challenge !== '';
          return Promise.resolve(challenge === '' ? base64('ticket') : base64(''));
        },
        unwrap: (challenge) => Promise.resolve(base64(text(challenge).replace('offer:', ''))),
        wrap: (message, { user }) => Promise.resolve(base64(`${text(message)} for ${user ?? 'itself'}`)),
      });
    },
  };
}

/** The server's three rounds. */
const kerberosServer: () => CqlSasl = () => {
  const rounds = ['ticket', '', 'layer for app'];
  const challenges = ['mutual', 'offer:layer'];
  return (token) => {
    if (token.toString() === 'GSSAPI') return { challenge: Buffer.from('GSSAPI-START') };
    if (token.toString() !== rounds.shift()) return { refused: 'not the token of this round' };
    const challenge = challenges.shift();
    return challenge === undefined ? { user: 'app' } : { challenge: Buffer.from(challenge) };
  };
};

const settings = { tls: false };

describe('a login by Kerberos (GSSAPI)', () => {
  for (const authenticator of [
    'com.instaclustr.cassandra.auth.KerberosAuthenticator',
    'com.datastax.bdp.cassandra.auth.DseAuthenticator',
  ]) {
    it(`goes its rounds with ${authenticator}`, async () => {
      const principals: string[] = [];
      const { heard } = await answered({
        server: { sasl: kerberosServer, authenticator },
        settings,
        mechanism: gssapi({
          service: 'cassandra',
          host: (address) => `node-of-${address}`,
          user: 'app',
          kerberos: fakeKerberos(principals),
        }),
      });
      expect(heard.logins).to.include('app');
      expect(new Set(principals)).to.deep.equal(new Set(['cassandra@node-of-127.0.0.1']));
    });
  }

  it('tells when the package kerberos is not installed', async () => {
    const { problem, server } = await refused({
      server: {
        sasl: kerberosServer,
        authenticator: 'com.datastax.bdp.cassandra.auth.KerberosAuthenticator',
      },
      settings: { ...settings, credentials: { mechanism: 'GSSAPI' } },
    });
    expect(problem.code).to.equal('ERR_DRIVER_MISSING');
    expect(problem.action).to.contain('npm install kerberos');
    expect(server.heard.authResponses).to.equal(0);
  });
});
