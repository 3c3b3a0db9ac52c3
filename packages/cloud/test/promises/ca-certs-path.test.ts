import { chmod, mkdir } from 'node:fs/promises';
import { appendCaCerts, DEFAULT_CA_CERTS_PATH } from '@security-context/cloud';
import { TestAuthority, TestFolder } from '@security-context/testkit';
import type { ServerTls } from '@security-context/testkit';
import { expect } from 'chai';
import { clouds, refusalOf } from '../attempt.js';
import { asNobody } from './nobody.js';

const NONE_FOUND = 'No CA Certificates were found in CA_CERTS_PATH.';

for (const { name, attempt } of clouds) {
  describe(`CA_CERTS_PATH of ${name}`, () => {
    let folder: TestFolder;
    let tls: ServerTls;
    let ca: string;
    let other: string;
    let none: string;
    before(async () => {
      const [authority, stranger] = await Promise.all([TestAuthority.create(), TestAuthority.create()]);
      folder = await TestFolder.create();
      tls = (await authority.issue()).tls;
      ca = await folder.write('ca.pem', authority.certificatePem);
      other = await folder.write('other.pem', stranger.certificatePem);
      none = folder.path('none.pem');
    });
    after(() => folder.remove());

    it('leaves a server of an unknown CA untrusted where nothing is written (promise 41)', async () => {
      const { problem, heard } = await attempt({ tls, env: { SSL_CERT_FILE: other } });
      expect(problem?.code).to.equal('ERR_PEER_UNTRUSTED');
      expect(heard.bytes).to.equal(0);
    });

    for (const word of ['CA_CERTS_PATH', 'caCertsPath'] as const) {
      it(`trusts the first file that exists, as ${word} (promise 42)`, async () => {
        const { problem, heard } = await attempt({ tls, options: { [word]: [none, ca, other] } });
        expect(problem).to.equal(undefined);
        expect(heard.requests.length).to.equal(1);
      });
    }

    it('trusts no file after the first that exists: order matters (promise 42)', async () => {
      const { problem, heard } = await attempt({ tls, options: { caCertsPath: [none, other, ca] } });
      expect(problem?.code).to.equal('ERR_PEER_UNTRUSTED');
      expect(heard.bytes).to.equal(0);
    });

    it('says where nothing was found in an empty list (promise 43)', async () => {
      const error = await refusalOf(attempt({ tls, options: { caCertsPath: [] } }));
      expect(error.code).to.equal('ERR_NO_TRUST_ANCHORS');
      expect(error.message).to.include(`option caCertsPath: ${NONE_FOUND}`);
      expect(error.action).to.include('add the path of a bundle to CA_CERTS_PATH');
    });

    it('says where nothing was found, and what is there instead, for a folder (promise 43)', async () => {
      const path = folder.path('folder');
      await mkdir(path);
      const error = await refusalOf(attempt({ tls, options: { CA_CERTS_PATH: [none, path] } }));
      expect(error.message).to.include(`${NONE_FOUND} None of these exists: ${none}, ${path} (a folder)`);
    });

    it('says where nothing was found in a file this user may not read, and takes no other (promise 43)', async () => {
      const closed = await folder.write('closed.pem', 'whatever');
      await chmod(closed, 0o000);
      const options = { caCertsPath: [closed, ca] };
      const error = await asNobody(() => refusalOf(attempt({ tls, options })));
      expect(error.code).to.equal('ERR_MATERIAL_UNREADABLE');
      expect(error.message).to.include(NONE_FOUND).and.to.include('this process may not read it');
    });

    it('is replaced by SSL_CERT_FILE of the environment (promise 46)', async () => {
      const env = { SSL_CERT_FILE: ca };
      const options = { caCertsPath: [other] };
      expect((await attempt({ tls, options, env })).problem).to.equal(undefined);
      const { problem, heard } = await attempt({
        tls,
        options: { caCertsPath: [ca] },
        env: { SSL_CERT_FILE: other },
      });
      expect(problem?.code).to.equal('ERR_PEER_UNTRUSTED');
      expect(heard.bytes).to.equal(0);
    });

    it('is not fallen back to where SSL_CERT_FILE is wrong (promise 46)', async () => {
      for (const options of [{}, { caCertsPath: [ca] }]) {
        const missing = await refusalOf(attempt({ tls, options, env: { SSL_CERT_FILE: none } }));
        expect(missing.code).to.equal('ERR_MATERIAL_NOT_FOUND');
        expect(missing.message).to.include(`Certificate file ${none} doesn't exist`);
        const directory = await refusalOf(attempt({ tls, options, env: { SSL_CERT_FILE: folder.path() } }));
        expect(directory.code).to.equal('ERR_MATERIAL_UNREADABLE');
        expect(directory.message).to.include("Certificate file can't be a directory");
      }
    });

    it('is replaced by assigning a list or one path (promise 47)', async () => {
      expect((await attempt({ tls, options: { caCertsPath: ca } })).problem).to.equal(undefined);
      const { problem } = await attempt({ tls, options: { CA_CERTS_PATH: [other] } });
      expect(problem?.code).to.equal('ERR_PEER_UNTRUSTED');
    });

    it('trusts what is appended beside what is found, for this context only (promise 47)', async () => {
      const list = Object.freeze([other]);
      const appended = appendCaCerts(list, ca);
      expect((await attempt({ tls, options: { caCertsPath: appended } })).problem).to.equal(undefined);
      const { problem } = await attempt({ tls, options: { caCertsPath: list } });
      expect(problem?.code).to.equal('ERR_PEER_UNTRUSTED');
    });

    it('trusts what is appended where nothing else is found, and beside SSL_CERT_FILE (promise 47)', async () => {
      const options = { caCertsPath: appendCaCerts([none], ca) };
      for (const env of [{}, { SSL_CERT_FILE: other }]) {
        expect((await attempt({ tls, options, env })).problem).to.equal(undefined);
      }
    });

    it('is wrong where what is appended is not there (promise 47)', async () => {
      const error = await refusalOf(attempt({ tls, options: { caCertsPath: appendCaCerts([ca], none) } }));
      expect(error.code).to.equal('ERR_MATERIAL_NOT_FOUND');
      expect(error.message).to.include(`option caCertsPath (${none})`);
    });
  });
}

describe('the default CA_CERTS_PATH', () => {
  it('is the one of Libcloud, in its order, and never changes (promise 42)', () => {
    expect(DEFAULT_CA_CERTS_PATH).to.deep.equal([
      '/etc/pki/tls/certs/ca-bundle.crt',
      '/etc/ssl/certs/ca-certificates.crt',
      '/usr/local/share/certs/ca-root-nss.crt',
      '/opt/local/share/curl/curl-ca-bundle.crt',
      '/usr/local/etc/openssl/cert.pem',
      '/usr/local/opt/curl-ca-bundle/share/ca-bundle.crt',
    ]);
    expect(DEFAULT_CA_CERTS_PATH).to.satisfy(Object.isFrozen);
    const appended = appendCaCerts(appendCaCerts(DEFAULT_CA_CERTS_PATH, '/a'), '/b', '/c');
    expect(appended).to.deep.equal({ search: DEFAULT_CA_CERTS_PATH, append: ['/a', '/b', '/c'] });
    expect(appended.append).to.satisfy(Object.isFrozen);
    expect(DEFAULT_CA_CERTS_PATH).to.have.length(6);
  });
});
