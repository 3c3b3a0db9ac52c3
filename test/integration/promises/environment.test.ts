import { createHash } from 'node:crypto';
import type { X509Certificate } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { expect } from 'chai';
import { startMongoDouble, startTestServer, TestAuthority, TestFolder } from '@security-context/testkit';
import type { MongoDouble, ServerTls, TestServer } from '@security-context/testkit';
import { runErrands } from './errand.js';
import type { Errand, Result } from './errand.js';

/** A process of its own for each test: Node reads some of these variables only when it starts. */
describe('the environment of a process', function () {
  this.timeout(60_000);
  const inUse: AsyncDisposable[] = [];
  let folder: TestFolder;
  let server: MongoDouble;
  let plain: TestServer;
  let tls: ServerTls;
  let ca: string;
  let other: string;
  let directory: string;

  before(async () => {
    const [authority, stranger] = await Promise.all([TestAuthority.create(), TestAuthority.create()]);
    folder = await TestFolder.create();
    inUse.push(folder);
    ca = await folder.write('ca.pem', authority.certificatePem);
    other = await folder.write('other.pem', stranger.certificatePem);
    directory = folder.path('certs');
    await mkdir(directory);
    await folder.write('certs/README', 'no certificate');
    await folder.write(`certs/${hashName(authority.x509)}.0`, authority.certificatePem);
    tls = (await authority.issue({ keyAlgorithm: 'rsa-2048' })).tls;
    server = await startMongoDouble({ tls });
    plain = await startTestServer({ tls });
    inUse.push(server, plain);
  });
  after(async () => {
    for (const used of inUse.reverse()) await used[Symbol.asyncDispose]();
  });
  beforeEach(() => {
    server.forget();
    plain.forget();
  });

  /** The same three in every test: driver, `tls.connect` with ours, and without. */
  async function reach(env: NodeJS.ProcessEnv, query = '', refused = false): Promise<readonly Result[]> {
    const errands: Errand[] = [
      { by: 'driver', url: `mongodb://localhost:${server.port}/?${query}`, refused },
      { by: 'tls', port: plain.port },
      { by: 'node', port: plain.port },
    ];
    return runErrands({ errands }, env);
  }
  const answers = (results: readonly Result[]): boolean[] => results.map(({ answered }) => answered);

  it('without a word about trust leaves an unknown CA untrusted (promise 24)', async () => {
    const results = await reach({}, '', true);
    expect(answers(results)).to.deep.equal([false, false, false]);
    expect(results[0]).to.include({ code: 'ERR_PEER_UNTRUSTED' });
    expect(results[0]).to.have.property('action').that.includes('SSL_CERT_FILE');
    expect(server.heard.clientHellos).to.be.greaterThan(0);
    expect(server.heard.bytes + plain.heard.bytes).to.equal(0);
  });

  it('may name the CA in SSL_CERT_FILE, which Node 20 alone ignores (promise 24)', async () => {
    const [driver, tls, node] = await reach({ SSL_CERT_FILE: ca });
    expect(driver).to.deep.equal({ answered: true, origins: [`SSL_CERT_FILE ${ca} (1)`] });
    expect(tls).to.include({ answered: true });
    expect(node).to.include({ answered: false });
    expect(server.heard.commands).to.include('ping');
  });

  it('may name a folder of CAs in SSL_CERT_DIR (promise 24)', async () => {
    const [driver, tls] = await reach({ SSL_CERT_DIR: directory });
    expect(driver).to.deep.equal({ answered: true, origins: [`SSL_CERT_DIR ${directory} (1)`] });
    expect(tls).to.include({ answered: true });
  });

  it('trusts file and folder together (promise 24)', async () => {
    const [driver] = await reach({ SSL_CERT_FILE: other, SSL_CERT_DIR: directory });
    expect(driver).to.deep.equal({
      answered: true,
      origins: [`SSL_CERT_FILE ${other} (1)`, `SSL_CERT_DIR ${directory} (1)`],
    });
  });

  it('has SSL_CERT_FILE take the place of the system’s roots (promise 24)', async () => {
    const [driver, tls] = await reach({ SSL_CERT_FILE: other }, '', true);
    expect(driver).to.include({ answered: false, code: 'ERR_PEER_UNTRUSTED' });
    expect(driver?.origins).to.deep.equal([`SSL_CERT_FILE ${other} (1)`]);
    expect(tls).to.include({ answered: false, code: 'ERR_PEER_UNTRUSTED' });
    expect(server.heard.bytes + plain.heard.bytes).to.equal(0);
  });

  it('is refused, not passed over, where it names what is not there (promise 24)', async () => {
    for (const variable of ['SSL_CERT_FILE', 'SSL_CERT_DIR', 'NODE_EXTRA_CA_CERTS']) {
      const [driver, tls] = await reach({ [variable]: folder.path('missing') }, '', true);
      for (const result of [driver, tls]) {
        expect(result).to.include({ answered: false, code: 'ERR_MATERIAL_NOT_FOUND' });
        expect(result).to.have.property('message').that.includes(variable);
      }
    }
    expect(server.heard.connections).to.equal(0);
  });

  it('may add a CA in NODE_EXTRA_CA_CERTS to whatever the system trusts (promise 24)', async () => {
    const [driver, tls, node] = await reach({ NODE_EXTRA_CA_CERTS: ca });
    expect(driver).to.include({ answered: true });
    expect(driver?.origins).to.have.length(2);
    expect(driver?.origins?.[1]).to.equal(`NODE_EXTRA_CA_CERTS ${ca} (1)`);
    expect(tls).to.include({ answered: true });
    expect(node).to.include({ answered: true });
    const [beside] = await reach({ NODE_EXTRA_CA_CERTS: ca, SSL_CERT_FILE: other });
    expect(beside).to.include({ answered: true });
  });

  it('adds nothing to a CA file that is written (promise 5)', async () => {
    const query = `tlsCAFile=${encodeURIComponent(other)}`;
    const env = { NODE_EXTRA_CA_CERTS: ca, SSL_CERT_FILE: ca, SSL_CERT_DIR: directory };
    const [driver] = await reach(env, query, true);
    expect(driver).to.include({ answered: false, code: 'ERR_PEER_UNTRUSTED' });
    expect(server.heard.bytes).to.equal(0);
  });

  it('cannot turn verification off by NODE_TLS_REJECT_UNAUTHORIZED=0, as it can for Node alone (promise 2)', async () => {
    const [driver, tls, node] = await reach({ NODE_TLS_REJECT_UNAUTHORIZED: '0' }, '', true);
    expect(driver).to.include({ answered: false, code: 'ERR_PEER_UNTRUSTED' });
    expect(server.heard.bytes).to.equal(0);
    expect(tls).to.include({ answered: false, code: 'ERR_PEER_UNTRUSTED' });
    expect(node).to.include({ answered: true });
  });

  const weak = { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' } as const;
  for (const [what, ciphers, query] of [
    ['without a certificate, for tlsInsecure', 'aNULL', () => 'tlsInsecure=true'],
    ['without a certificate', 'aNULL', () => `tlsCAFile=${encodeURIComponent(ca)}`],
    ['without encryption, for tlsInsecure', 'NULL-SHA256', () => 'tlsInsecure=true'],
    ['without encryption', 'NULL-SHA256', () => `tlsCAFile=${encodeURIComponent(ca)}`],
  ] as const) {
    it(`cannot bring suites back by --tls-cipher-list that are ${what} (promise 19)`, async () => {
      const certificate = ciphers === 'aNULL' ? {} : tls;
      await using bad = await startMongoDouble({
        tls: { ...certificate, ...weak, ciphers: `${ciphers}:@SECLEVEL=0` },
      });
      const url = `mongodb://localhost:${bad.port}/?${query()}`;
      const env = { NODE_OPTIONS: '--tls-cipher-list=ALL:aNULL:eNULL:@SECLEVEL=0' };
      const [result] = await runErrands({ errands: [{ by: 'driver', url, refused: true }] }, env);
      expect(bad.heard.clientHellos).to.be.greaterThan(0);
      expect(bad.heard.bytes).to.equal(0);
      expect(result).to.include({ answered: false });
    });
  }
});

/** A name as `openssl rehash` gives them; its value plays no part here. */
function hashName({ raw }: X509Certificate): string {
  return createHash('sha1').update(raw).digest('hex').slice(0, 8);
}
