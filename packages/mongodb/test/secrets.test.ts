import { inspect } from 'node:util';
import { expect } from 'chai';
import { readMongoInput } from '../src/dialect.js';
import { refusal } from './refusal.js';

const CANARY = 'canary-5f1c';

/** Inputs that are refused, each with a secret somewhere in it. */
const INPUTS: Record<string, { url: string; options?: object }> = {
  'a password in the URL beside an unknown word': { url: `mongodb://u:${CANARY}@h/?tlsFoo=1` },
  'a password with an unescaped character': { url: `mongodb://u:${CANARY}/@h/` },
  'a password with a malformed escape': { url: `mongodb://u:${CANARY}%zz@h/` },
  'a password in the place of the user': { url: `mongodb://${CANARY}/:x@h/` },
  'a password in a URL of another scheme': { url: `https://u:${CANARY}@h/` },
  'a password in a URL with a line break': { url: `mongodb://u:${CANARY}@h/\n` },
  'two logins': {
    url: `mongodb://u:${CANARY}@h/`,
    options: { auth: { username: 'u', password: `${CANARY}2` } },
  },
  'an auth option of the wrong shape': { url: 'mongodb://h/', options: { auth: `u:${CANARY}` } },
  'an auth option with a number for a user': {
    url: 'mongodb://h/',
    options: { auth: { username: 1, password: CANARY } },
  },
  'a passphrase in the URI with a malformed escape': {
    url: `mongodb://h/?tlsCertificateKeyFilePassword=${CANARY}%`,
  },
  'two passphrases': {
    url: `mongodb://h/?tlsCertificateKeyFilePassword=${CANARY}`,
    options: { passphrase: `${CANARY}2` },
  },
  'a passphrase that is no text': {
    url: 'mongodb://h/',
    options: { tlsCertificateKeyFilePassword: { value: CANARY } },
  },
  'a passphrase written twice': {
    url: `mongodb://h/?ssl_pem_passphrase=${CANARY}&SSL_PEM_PASSPHRASE=${CANARY}`,
  },
  'a passphrase in the place of a flag': { url: `mongodb://h/?tls=${CANARY}` },
  'a passphrase in the place of a mechanism': { url: `mongodb://h/?authMechanism=${CANARY}` },
  'a key without certificate': { url: 'mongodb://h/', options: { key: CANARY } },
  'several keys': { url: 'mongodb://h/', options: { cert: 'c', key: [CANARY, CANARY] } },
  'a container as text': { url: 'mongodb://h/', options: { pfx: CANARY } },
  'a password beside MONGODB-X509': { url: `mongodb://u:${CANARY}@h/?authMechanism=MONGODB-X509` },
  'a session': { url: 'mongodb://h/', options: { session: Buffer.from(CANARY) } },
};

describe('errors of the MongoDB dialect', () => {
  for (const [what, input] of Object.entries(INPUTS)) {
    it(`do not print the secret of ${what}`, () => {
      const error = refusal(() => readMongoInput(input));
      const printed = [
        error.message,
        error.stack ?? '',
        String(error),
        JSON.stringify(error),
        inspect(error, { depth: Infinity, showHidden: true, getters: true }),
      ].join('\n');
      expect(printed).not.to.contain(CANARY);
    });
  }
});
