import { expect } from 'chai';
import { TestAuthority, TestFolder } from '@security-context/testkit';
import type { ServerTls, TestLeaf } from '@security-context/testkit';
import { answered, encoded, wordsRefused } from './attempt.js';
import { itRefuses } from './refusals.js';

const VERSIONS = ['TLSv1.2', 'TLSv1.3'] as const;

describe('the client certificate', () => {
  let authority: TestAuthority;
  let folder: TestFolder;
  let tls: ServerTls;
  let app: TestLeaf;
  let chained: TestLeaf;

  before(async () => {
    const [own, stranger] = await Promise.all([TestAuthority.create(), TestAuthority.create()]);
    authority = own;
    folder = await TestFolder.create();
    tls = { ...(await authority.issue()).tls, ca: authority.certificatePem, requestCert: true };
    app = await authority.issue({ usage: 'client', commonName: 'app' });
    chained = await (await authority.intermediate()).issue({ usage: 'client', commonName: 'chained' });
    const foreign = await stranger.issue({ usage: 'client', commonName: 'foreign' });
    const files = {
      'ca.pem': authority.certificatePem,
      'app.crt': app.certificatePem,
      'app.key': app.keyPem,
      'app.pem': app.combinedPem(),
      'foreign.pem': foreign.combinedPem(),
      'foreign.key': foreign.keyPem,
      'chained.pem': chained.combinedPem({ order: 'key-first' }),
      'alone.pem': chained.combinedPem({ chain: false }),
      'key-first.pem': app.combinedPem({ order: 'key-first' }),
      'damaged.pem': app.certificatePem + app.keyPem.replace(/[A-Za-z0-9+/]{20}\n/, '\n'),
      'empty.pem': '',
    };
    await Promise.all(Object.entries(files).map(([name, content]) => folder.write(name, content)));
  });
  after(() => folder.remove());

  const file = (name: string): string => encoded(folder.path(name));
  const query = (words: string): string => `tlsCAFile=${file('ca.pem')}${words}`;
  const server = (version: (typeof VERSIONS)[number]): ServerTls => ({
    ...tls,
    minVersion: version,
    maxVersion: version,
  });

  async function subjects(words: string, options?: object): Promise<string[]> {
    const { heard } = await answered({ tls, query: query(words), ...(options && { options }) });
    expect(heard.commands).to.include('ping');
    return [...new Set(heard.clientSubjects)];
  }

  for (const version of VERSIONS) {
    it(`is shown to a server that demands one, over ${version} (promise 8)`, async () => {
      const words = `&ssl_certfile=${file('app.pem')}`;
      const { heard } = await answered({ tls: server(version), query: query(words) });
      expect(new Set(heard.clientSubjects)).to.deep.equal(new Set(['CN=app']));
    });
  }

  it('has its key in the same file or in ssl_keyfile, in URI and options (promise 8, promise 9)', async () => {
    const apart = `&ssl_certfile=${file('app.crt')}&ssl_keyfile=${file('app.key')}`;
    expect(await subjects(apart)).to.deep.equal(['CN=app']);
    const words = { ssl_certfile: folder.path('app.crt'), ssl_keyfile: folder.path('app.key') };
    expect(await subjects('', words)).to.deep.equal(['CN=app']);
    const camelCase = { sslCertfile: folder.path('app.crt'), sslKeyfile: folder.path('app.key') };
    expect(await subjects('', camelCase)).to.deep.equal(['CN=app']);
  });

  it('is refused without its key, before any connection (promise 9)', async () => {
    const error = await wordsRefused({ query: query(`&ssl_certfile=${file('app.crt')}`) });
    expect(error.code).to.equal('ERR_MATERIAL_MALFORMED');
    expect(error.message).to.include(folder.path('app.crt')).and.to.include('no private key');
  });

  it('is refused with the key of another certificate, before any connection (promise 9)', async () => {
    const words = `&ssl_certfile=${file('app.crt')}&ssl_keyfile=${file('foreign.key')}`;
    const error = await wordsRefused({ query: query(words) });
    expect(error.code).to.equal('ERR_KEY_MISMATCH');
    expect(error.message).to.include(folder.path('foreign.key'));
  });

  it('is refused as a key without a certificate (promise 9)', async () => {
    const error = await wordsRefused({ query: query(`&ssl_keyfile=${file('app.key')}`) });
    expect(error.code).to.equal('ERR_SETTING_INVALID');
    expect(error.message).to.include('ssl_keyfile');
  });

  for (const [what, name, subject] of [
    ['the certificate first', 'app.pem', 'CN=app'],
    ['the key first', 'key-first.pem', 'CN=app'],
    ['its chain as well, which is sent', 'chained.pem', 'CN=chained'],
  ] as const) {
    it(`may be in a tlsCertificateKeyFile that has ${what} (promise 12)`, async () => {
      expect(await subjects(`&tlsCertificateKeyFile=${file(name)}`)).to.deep.equal([subject]);
      const words = { tlsCertificateKeyFile: folder.path(name) };
      expect(await subjects('', words)).to.deep.equal([subject]);
    });
  }

  // The alert can lose a race against the closed connection.
  const refusals = ['ERR_IDENTITY_REFUSED', 'ERR_PEER_UNREACHABLE'] as const;
  itRefuses({
    'to get in over TLS 1.2 without one on a server that demands one (promise 8)': [
      () => ({ tls: server('TLSv1.2'), query: query('') }),
      refusals,
    ],
    'to get in over TLS 1.3 without one on a server that demands one (promise 8)': [
      () => ({ tls: server('TLSv1.3'), query: query('') }),
      refusals,
    ],
    'to get in over TLS 1.2 with one of another CA (promise 8)': [
      () => ({ tls: server('TLSv1.2'), query: query(`&ssl_certfile=${file('foreign.pem')}`) }),
      refusals,
    ],
    'to get in over TLS 1.3 with one of another CA (promise 8)': [
      () => ({ tls: server('TLSv1.3'), query: query(`&ssl_certfile=${file('foreign.pem')}`) }),
      refusals,
    ],
    'to get in with one whose chain is not in tlsCertificateKeyFile (promise 12)': [
      () => ({ tls, query: query(`&tlsCertificateKeyFile=${file('alone.pem')}`) }),
      refusals,
    ],
  });

  for (const [what, name, code, word] of [
    ['without the key', 'app.crt', 'ERR_MATERIAL_MALFORMED', 'no private key'],
    ['without the certificate', 'app.key', 'ERR_MATERIAL_MALFORMED', 'no CERTIFICATE'],
    ['with a damaged key', 'damaged.pem', 'ERR_MATERIAL_MALFORMED', 'PEM block 2'],
    ['that is empty', 'empty.pem', 'ERR_MATERIAL_EMPTY', ''],
    ['that is missing', 'missing.pem', 'ERR_MATERIAL_NOT_FOUND', ''],
  ] as const) {
    it(`is refused as a tlsCertificateKeyFile ${what}, before any connection (promise 12)`, async () => {
      const error = await wordsRefused({ query: query(`&tlsCertificateKeyFile=${file(name)}`) });
      expect(error.code).to.equal(code);
      expect(error.message).to.include(folder.path(name)).and.to.include(word);
    });
  }
});
