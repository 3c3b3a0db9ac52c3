import { fileURLToPath } from 'node:url';
import { startHttpDouble, TestAuthority, TestFolder } from '@security-context/testkit';
import type { HttpDouble } from '@security-context/testkit';
import { expect } from 'chai';
import { runTypeScript } from '../promises/errand.js';
import type { Errand, Result } from './application.js';

const application = fileURLToPath(new URL('application.ts', import.meta.url));

/** A process of its own for each test: this is the environment as a platform sets it. */
describe('SSL_CERT_FILE and CA_CERTS_PATH', function () {
  this.timeout(60_000);
  let folder: TestFolder;
  let server: HttpDouble;
  let ca: string;
  let other: string;

  before(async () => {
    const [authority, stranger] = await Promise.all([TestAuthority.create(), TestAuthority.create()]);
    folder = await TestFolder.create();
    ca = await folder.write('ca.pem', authority.certificatePem);
    other = await folder.write('other.pem', stranger.certificatePem);
    server = await startHttpDouble({ tls: (await authority.issue()).tls });
  });
  after(async () => {
    await server.close();
    await folder.remove();
  });
  beforeEach(() => server.forget());

  async function reach(options: Errand['options'], env: NodeJS.ProcessEnv): Promise<Result> {
    const errand: Errand = { url: server.url, options };
    return JSON.parse(await runTypeScript(application, [JSON.stringify(errand)], { env })) as Result;
  }

  it('trust what the variable names, whatever the list says (promise 46)', async () => {
    expect(await reach({ CA_CERTS_PATH: [other] }, { SSL_CERT_FILE: ca })).to.deep.equal({});
    expect(server.heard.requests).to.have.length(1);
    server.forget();
    const refused = await reach({ CA_CERTS_PATH: [ca] }, { SSL_CERT_FILE: other });
    expect(refused.code).to.equal('ERR_PEER_UNTRUSTED');
    expect(server.heard.bytes).to.equal(0);
  });

  it('are an error where the variable names a folder or what is not there (promise 46)', async () => {
    const missing = folder.path('missing.pem');
    const [nothing, directory] = await Promise.all([
      reach({ CA_CERTS_PATH: [ca] }, { SSL_CERT_FILE: missing }),
      reach({ CA_CERTS_PATH: [ca] }, { SSL_CERT_FILE: folder.path() }),
    ]);
    expect(nothing.code).to.equal('ERR_MATERIAL_NOT_FOUND');
    expect(nothing.message).to.include(`Certificate file ${missing} doesn't exist`);
    expect(directory.code).to.equal('ERR_MATERIAL_UNREADABLE');
    expect(directory.message).to.include("Certificate file can't be a directory");
    expect(server.heard.connections).to.equal(0);
  });

  it('are not replaced by variables of one SDK: AWS_CA_BUNDLE and REQUESTS_CA_BUNDLE say nothing here', async () => {
    const env = { AWS_CA_BUNDLE: ca, REQUESTS_CA_BUNDLE: ca, CURL_CA_BUNDLE: ca };
    expect((await reach({ CA_CERTS_PATH: [other] }, env)).code).to.equal('ERR_PEER_UNTRUSTED');
    expect(server.heard.bytes).to.equal(0);
  });
});
