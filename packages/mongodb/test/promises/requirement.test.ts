import { expect } from 'chai';
import { TestAuthority, TestFolder } from '@security-context/testkit';
import type { ServerTls } from '@security-context/testkit';
import { answered, encoded, wordsRefused } from './attempt.js';
import { itRefuses } from './refusals.js';

describe('ssl_cert_reqs of PyMongo 3.7', () => {
  let folder: TestFolder;
  let ca: string;
  let trusted: ServerTls;
  let untrusted: ServerTls;

  before(async () => {
    const [authority, stranger] = await Promise.all([TestAuthority.create(), TestAuthority.create()]);
    folder = await TestFolder.create();
    ca = await folder.write('ca.pem', authority.certificatePem);
    trusted = (await authority.issue()).tls;
    untrusted = (await stranger.issue()).tls;
  });
  after(() => folder.remove());

  const query = (word: string): string => `ssl=true&ssl_ca_certs=${encoded(ca)}${word}`;

  itRefuses({
    'an untrusted server when nothing is written (promise 4)': [
      () => ({ tls: untrusted, query: query('') }),
      'ERR_PEER_UNTRUSTED',
    ],
    'an untrusted server for CERT_REQUIRED (promise 4)': [
      () => ({ tls: untrusted, query: query('&ssl_cert_reqs=CERT_REQUIRED') }),
      'ERR_PEER_UNTRUSTED',
    ],
    'an untrusted server for CERT_OPTIONAL (promise 4)': [
      () => ({ tls: untrusted, query: query('&ssl_cert_reqs=CERT_OPTIONAL') }),
      'ERR_PEER_UNTRUSTED',
    ],
    'an untrusted server for CERT_REQUIRED in the options (promise 4)': [
      () => ({ tls: untrusted, query: query(''), options: { ssl_cert_reqs: 'CERT_REQUIRED' } }),
      'ERR_PEER_UNTRUSTED',
    ],
  });

  it('accepts an untrusted server for CERT_NONE in the URI (promise 4)', async () => {
    const { heard } = await answered({ tls: untrusted, query: 'ssl=true&ssl_cert_reqs=CERT_NONE' });
    expect(heard.commands).to.include('ping');
    expect(heard.clientHellos).to.equal(heard.connections);
  });

  it('accepts an untrusted server for CERT_NONE in the options, also in camelCase (promise 4)', async () => {
    await answered({ tls: untrusted, query: 'ssl=true', options: { ssl_cert_reqs: 'CERT_NONE' } });
    const camelCase: object = { sslCertReqs: 'CERT_NONE' };
    await answered({ tls: untrusted, query: 'ssl=true', options: camelCase });
  });

  it('accepts a trusted server for CERT_REQUIRED (promise 4)', async () => {
    await answered({ tls: trusted, query: query('&ssl_cert_reqs=CERT_REQUIRED') });
  });

  for (const value of ['CERT_MAYBE', 'cert_none', 'false', '0', 'ssl.CERT_NONE', '']) {
    it(`refuses the value ${JSON.stringify(value)} and tells the three it takes (promise 4)`, async () => {
      const error = await wordsRefused({ query: query(`&ssl_cert_reqs=${value}`) });
      expect(error.code).to.equal('ERR_SETTING_INVALID');
      expect(error.message).to.match(/ssl_cert_reqs.*CERT_NONE, CERT_OPTIONAL, CERT_REQUIRED/);
    });
  }
});
