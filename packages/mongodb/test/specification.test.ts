import { expect } from 'chai';
import type { SecuritySettings } from '@security-context/core/adapter';
import { readMongoInput } from '../src/dialect.js';
import { refusal } from './refusal.js';

const read = (query: string): SecuritySettings =>
  readMongoInput({ url: `mongodb://example.com/?${query}` }).settings;

/** The rules of the MongoDB drivers' URI options specification about TLS, case by case. */
describe('the TLS rules of the MongoDB drivers’ specification', () => {
  const valid: Record<string, SecuritySettings> = {
    'tls=true&tlsCAFile=ca.pem&tlsCertificateKeyFile=cert.pem': {
      tls: true,
      trust: { anchors: [{ file: 'ca.pem' }] },
      identity: { certificateKeyFile: 'cert.pem' },
    },
    'tlsAllowInvalidCertificates=true': { peer: { verify: 'none' } },
    'tlsAllowInvalidHostnames=true': { peer: { verify: 'chain' } },
    'tlsInsecure=true': { peer: { verify: 'none' } },
    'tlsDisableOCSPEndpointCheck=true': { revocation: { ocsp: { unknown: 'allow', endpoint: false } } },
    'tlsDisableCertificateRevocationCheck=true': { revocation: 'off' },
    'tls=true&ssl=true': { tls: true },
    'tls=false&ssl=false': { tls: false },
    'ssl=true&tls=true': { tls: true },
    'ssl=false&tls=false': { tls: false },
  };
  for (const [query, settings] of Object.entries(valid)) {
    it(`takes ${query}`, () => expect(read(query)).to.deep.equal(settings));
  }

  it('takes tlsCertificateKeyFilePassword without its file, for another place to name it', () => {
    expect(read('tlsCertificateKeyFilePassword=hunter2')).to.deep.equal({
      identity: { passphrase: 'hunter2' },
    });
  });

  const together: [string, string][] = [
    ['tlsInsecure', 'tlsAllowInvalidCertificates'],
    ['tlsInsecure', 'tlsAllowInvalidHostnames'],
    ['tlsInsecure', 'tlsDisableOCSPEndpointCheck'],
    ['tlsInsecure', 'tlsDisableCertificateRevocationCheck'],
    ['tlsAllowInvalidCertificates', 'tlsDisableOCSPEndpointCheck'],
    ['tlsAllowInvalidCertificates', 'tlsDisableCertificateRevocationCheck'],
    ['tlsDisableOCSPEndpointCheck', 'tlsDisableCertificateRevocationCheck'],
  ];
  for (const [one, other] of together) {
    it(`refuses ${one} beside ${other}, in any order and with any values (promise 22)`, () => {
      for (const [first, second] of [
        [one, other],
        [other, one],
      ]) {
        for (const values of [
          ['true', 'true'],
          ['false', 'false'],
          ['true', 'false'],
          ['false', 'true'],
        ]) {
          const error = refusal(() => read(`${first}=${values[0]}&${second}=${values[1]}`));
          expect(error.code).to.equal('ERR_SETTING_CONFLICT');
          expect(error.place).to.contain(one).and.to.contain(other);
        }
      }
    });
  }

  for (const query of [
    'tls=false&ssl=true',
    'tls=true&ssl=false',
    'ssl=false&tls=true',
    'ssl=true&tls=false',
  ]) {
    it(`refuses ${query} (promise 1)`, () =>
      expect(refusal(() => read(query)).code).to.equal('ERR_SETTING_CONFLICT'));
  }

  // The specification asks for a warning and goes on without the word; the stock Node driver refuses, and so do we.
  for (const word of ['tlsAllowInvalidCertificates', 'tlsAllowInvalidHostnames', 'tlsInsecure']) {
    it(`refuses ${word}=invalid, as the stock driver does`, () =>
      expect(refusal(() => read(`${word}=invalid`)).code).to.equal('ERR_SETTING_INVALID'));
  }
});
