import { inspect } from 'node:util';
import { auth } from 'cassandra-driver';
import { expect } from 'chai';
import { openSecurityContext } from '@security-context/core';
import { cassandraAdapter } from '@security-context/cassandra';
import { readCassandraInput } from '../src/dialect/dialect.js';
import type { CassandraClientOptions, CassandraTlsWords } from '../src/input.js';
import { refusal, refused } from './attempt.js';

const CANARY = 'canary-5f1c';

function printed(value: unknown): string {
  const texts = [inspect(value, { depth: Infinity, showHidden: true, getters: true }), JSON.stringify(value)];
  if (value instanceof Error) texts.push(value.message, value.stack ?? '', String(value));
  return texts.join('\n');
}

/** Options that are refused, each with a secret somewhere in it. */
const OPTIONS: Record<string, CassandraClientOptions> = {
  'a login without a user': { credentials: { username: '', password: CANARY } },
  'a login as text': { credentials: `app:${CANARY}` as never },
  'two logins': {
    credentials: { username: 'app', password: CANARY },
    authProvider: new auth.PlainTextAuthProvider('app', `${CANARY}2`),
  },
  'two passphrases': { sslOptions: { passphrase: CANARY, password: `${CANARY}2` } },
  'a passphrase that is no text': { sslOptions: { passphrase: { value: CANARY } } as never },
  'a passphrase in the place of a flag': { sslOptions: { rejectUnauthorized: CANARY } as never },
  'a key without certificate': { sslOptions: { key: CANARY } },
  'several keys': { sslOptions: { cert: 'c', key: [CANARY, CANARY] } },
  'a container as text': { sslOptions: { pfx: CANARY } },
  'a session': { sslOptions: { session: Buffer.from(CANARY) } },
  'a secret as a word': { sslOptions: { [`${CANARY} x`]: 1 } as CassandraTlsWords },
};

describe('secrets given to the Cassandra adapter', () => {
  for (const [what, options] of Object.entries(OPTIONS)) {
    it(`do not print in the error about ${what}`, () => {
      expect(printed(refusal(() => readCassandraInput({ options })))).not.to.contain(CANARY);
    });
  }

  it('do not print with the options the driver gets', async () => {
    const credentials = { username: 'app', password: CANARY };
    await using fixed = await openSecurityContext({ trust: { anchors: 'node' }, credentials }, { env: {} });
    await using plain = await openSecurityContext({ trust: { anchors: 'node' } }, { env: {} });
    for (const { options } of [
      fixed.bind(cassandraAdapter, { options: {} }),
      plain.bind(cassandraAdapter, { options: { credentials } }),
      plain.bind(cassandraAdapter, {
        options: { authProvider: new auth.PlainTextAuthProvider('app', CANARY) },
      }),
    ]) {
      expect(options.authProvider).to.be.an('object');
      expect(printed(options)).not.to.contain(CANARY);
    }
  });

  it('do not print in what the server’s refusal becomes', async () => {
    const { problem } = await refused({
      server: { users: [{ username: 'app', password: 'other' }] },
      settings: { tls: false, credentials: { username: 'app', password: CANARY } },
    });
    expect(problem.code).to.equal('ERR_IDENTITY_REFUSED');
    expect(printed(problem)).not.to.contain(CANARY);
  });
});
