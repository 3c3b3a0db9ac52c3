import { expect } from 'chai';
import { secure } from '@security-context/core';
import { mongodbAdapter } from '@security-context/mongodb';
import { TestAuthority, TestFolder } from '@security-context/testkit';
import type { ServerTls } from '@security-context/testkit';
import { answered, encoded, wordsRefused } from './attempt.js';
import { itRefuses } from './refusals.js';

/** How users write the CA file: PyMongo 3.7, PyMongo and Node, and camelCase of the old word. */
const WORDS = ['ssl_ca_certs', 'tlsCAFile', 'sslCaCerts'] as const;

describe('the CA file', () => {
  let authority: TestAuthority;
  let other: TestAuthority;
  let folder: TestFolder;
  let tls: ServerTls;

  before(async () => {
    [authority, other] = await Promise.all([TestAuthority.create(), TestAuthority.create()]);
    folder = await TestFolder.create();
    tls = (await authority.issue()).tls;
    await folder.write('ca.pem', authority.certificatePem);
    await folder.write('other.pem', other.certificatePem);
    await folder.write('garbage.pem', 'this is no certificate\n'.repeat(40));
    await folder.write('broken.pem', authority.certificatePem.replace(/[A-Za-z0-9+/]{30}\n/, '\n'));
    await folder.write('empty.pem', '');
    await folder.write('key.pem', (await authority.issue()).keyPem);
    const bundle = `# root one\r\n${other.certificatePem}\nroot two:\n${authority.certificatePem}`;
    await folder.write('bundle.pem', bundle);
  });
  after(() => folder.remove());

  const file = (name: string): string => encoded(folder.path(name));

  for (const word of WORDS) {
    it(`is trusted as ${word} of the URI (promise 5)`, async () => {
      const { heard } = await answered({ tls, query: `${word}=${file('ca.pem')}` });
      expect(heard.commands).to.include('ping');
    });
    it(`is trusted as ${word} of the options (promise 5)`, async () => {
      const { heard } = await answered({ tls, options: { [word]: folder.path('ca.pem') } });
      expect(heard.commands).to.include('ping');
    });
  }

  it('may be a bundle, of which every certificate counts (promise 5)', async () => {
    const query = `tlsCAFile=${file('bundle.pem')}`;
    for (const issuer of [authority, other]) await answered({ tls: (await issuer.issue()).tls, query });
    const bound = await secure(mongodbAdapter, { url: `mongodb://localhost:1/?${query}` }, { env: {} });
    expect(bound.context.status().trust.anchors).to.equal(2);
    await bound.context.close();
  });

  itRefuses({
    'a server of a CA that is not in the file (promise 5)': [
      () => ({ tls, query: `tlsCAFile=${file('other.pem')}` }),
      'ERR_PEER_UNTRUSTED',
    ],
    'a server of a CA that only the system trusts: the file replaces the system’s roots (promise 5)': [
      () => ({
        tls,
        query: `tlsCAFile=${file('other.pem')}`,
        env: { SSL_CERT_FILE: folder.path('ca.pem'), NODE_EXTRA_CA_CERTS: folder.path('ca.pem') },
      }),
      'ERR_PEER_UNTRUSTED',
    ],
  });

  for (const [what, name, code] of [
    ['that is missing', 'missing.pem', 'ERR_MATERIAL_NOT_FOUND'],
    ['that is empty', 'empty.pem', 'ERR_MATERIAL_EMPTY'],
    ['of garbage, which Node would swallow', 'garbage.pem', 'ERR_MATERIAL_MALFORMED'],
    ['with a damaged certificate, which Node would swallow', 'broken.pem', 'ERR_MATERIAL_MALFORMED'],
    ['with a private key only', 'key.pem', 'ERR_MATERIAL_MALFORMED'],
    ['that is a folder', '', 'ERR_MATERIAL_UNREADABLE'],
  ] as const) {
    for (const word of WORDS) {
      it(`${what} is refused before any connection, as ${word} (promise 5)`, async () => {
        const error = await wordsRefused({ query: `${word}=${file(name)}` });
        expect(error.code).to.equal(code);
        expect(error.message).to.include(folder.path(name));
      });
    }
  }
});
