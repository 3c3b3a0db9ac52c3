import { inspect } from 'node:util';
import { expect } from 'chai';
import { TestAuthority, TestFolder } from '@security-context/testkit';
import type { ServerTls } from '@security-context/testkit';
import { answered, encoded, wordsRefused } from './attempt.js';

/** Every character that means something in a URL. */
const PASSPHRASE = 'canary p@ss/w+rd&?#%=:é';
const IN_URL = encoded(PASSPHRASE).replaceAll('%2B', '+');
const FOLDER = 'pki+tls @ home';

describe('an encrypted key, and values a URI has to encode', () => {
  let folder: TestFolder;
  let tls: ServerTls;

  before(async () => {
    const authority = await TestAuthority.create();
    folder = await TestFolder.create();
    tls = { ...(await authority.issue()).tls, ca: authority.certificatePem, requestCert: true };
    const app = await authority.issue({ usage: 'client', commonName: 'app' });
    const files = {
      [`${FOLDER}-ca.pem`]: authority.certificatePem,
      [`${FOLDER}-app.crt`]: app.certificatePem,
      [`${FOLDER}-app.key`]: app.encryptedKeyPem(PASSPHRASE),
      [`${FOLDER}-old.key`]: app.traditionalKeyPem(PASSPHRASE),
      [`${FOLDER}-app.pem`]: app.combinedPem({ passphrase: PASSPHRASE }),
      [`${FOLDER}-clear.pem`]: app.combinedPem(),
    };
    await Promise.all(Object.entries(files).map(([name, content]) => folder.write(name, content)));
  });
  after(() => folder.remove());

  const path = (name: string): string => folder.path(`${FOLDER}-${name}`);
  /** `%2F`, `%40` and `%20`, but a plus sign as it is: it is no space in a MongoDB URI. */
  const inUrl = (name: string): string => encoded(path(name)).replaceAll('%2B', '+');

  async function subjects(query: string, options: object = {}): Promise<string[]> {
    const all = `tlsCAFile=${inUrl('ca.pem')}${query}`;
    const { heard } = await answered({ tls, query: all, options });
    return [...new Set(heard.clientSubjects)];
  }
  const apart = (key: string): string => `&ssl_certfile=${inUrl('app.crt')}&ssl_keyfile=${inUrl(key)}`;
  const combined = (): string => `&tlsCertificateKeyFile=${inUrl('app.pem')}`;

  it('is unlocked by ssl_pem_passphrase, in either encrypted form (promise 10)', async () => {
    for (const key of ['app.key', 'old.key']) {
      const options = { ssl_pem_passphrase: PASSPHRASE };
      expect(await subjects(apart(key), options)).to.deep.equal(['CN=app']);
    }
  });

  it('is unlocked by tlsCertificateKeyFilePassword (promise 13)', async () => {
    const options = { tlsCertificateKeyFilePassword: PASSPHRASE };
    expect(await subjects(combined(), options)).to.deep.equal(['CN=app']);
  });

  it('is unlocked from a URI with %2F, %40 and + in paths and passphrase (promise 10, promise 11)', async () => {
    const words = `${apart('app.key')}&ssl_pem_passphrase=${IN_URL}`;
    expect(words).to.include('%2F').and.to.include('%40').and.to.include('+');
    expect(await subjects(words)).to.deep.equal(['CN=app']);
  });

  it('is unlocked from a URI by the words of today (promise 11, promise 13)', async () => {
    const words = `${combined()}&tlsCertificateKeyFilePassword=${IN_URL}`;
    expect(await subjects(words)).to.deep.equal(['CN=app']);
  });

  it('is unlocked from a URI that encodes the plus sign as well (promise 11)', async () => {
    const file = encoded(path('app.pem'));
    const words = `&tlsCertificateKeyFile=${file}&tlsCertificateKeyFilePassword=${encoded(PASSPHRASE)}`;
    expect(await subjects(words)).to.deep.equal(['CN=app']);
  });

  for (const [promise, words, word] of [
    [10, () => apart('app.key'), 'ssl_pem_passphrase'],
    [10, () => apart('old.key'), 'ssl_pem_passphrase'],
    [13, combined, 'tlsCertificateKeyFilePassword'],
  ] as const) {
    it(`is refused with a wrong ${word} that nothing repeats (promise ${promise})`, async () => {
      for (const wrong of ['canary-wrong', IN_URL.replaceAll('+', '%20')]) {
        const error = await wordsRefused({ query: `${words().slice(1)}&${word}=${wrong}` });
        expect(error.code).to.equal('ERR_PASSPHRASE_WRONG');
        expect(inspect(error, { depth: 9 }) + JSON.stringify(error)).not.to.include('canary');
      }
    });

    it(`is refused without ${word} (promise ${promise})`, async () => {
      const error = await wordsRefused({ query: words().slice(1) });
      expect(error.code).to.equal('ERR_PASSPHRASE_REQUIRED');
      expect(error.message).to.include(folder.path());
    });
  }

  it('may be given a passphrase that its key does not need (promise 10)', async () => {
    const words = `&tlsCertificateKeyFile=${inUrl('clear.pem')}&ssl_pem_passphrase=unused`;
    expect(await subjects(words)).to.deep.equal(['CN=app']);
  });

  it('is refused for a malformed percent escape, which is not quoted (promise 11)', async () => {
    const error = await wordsRefused({ query: `${apart('app.key').slice(1)}&ssl_pem_passphrase=canary%4` });
    expect(error.code).to.equal('ERR_SETTING_INVALID');
    expect(inspect(error)).not.to.include('canary');
  });
});
