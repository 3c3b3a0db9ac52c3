import { createServer } from 'node:http';
import { startTestServer, TestAuthority, TestFolder } from '@security-context/testkit';
import type { TestServer } from '@security-context/testkit';
import { expect } from 'chai';
import { requireServer, runCrate } from '../../servers/index.js';
import type { CrateRequest, ServerPem } from '../../servers/index.js';
import { BUILD_MS } from './expectations.js';

describe("CrateDB's Python client", function () {
  this.timeout(60_000);
  let authority: TestAuthority;
  let folder: TestFolder;
  let server: TestServer;

  before(async function () {
    this.timeout(BUILD_MS);
    await requireServer(this, 'crateClient');
    authority = await TestAuthority.create();
    const client = await authority.issue({ usage: 'client', commonName: 'app' });
    folder = await TestFolder.create();
    await folder.write('ca.pem', authority.certificatePem);
    await folder.write('app.pem', client.chainPem);
    await folder.write('app.key', client.keyPem);
    server = await startCrate((await authority.issue()).tls, authority.certificatePem);
  });
  after(async () => {
    await (server as TestServer | undefined)?.close();
    await (folder as TestFolder | undefined)?.remove();
  });
  beforeEach(() => server.forget());

  function ask(request: Partial<CrateRequest> = {}) {
    return runCrate({
      servers: `https://127.0.0.1:${String(server.port)}`,
      statement: 'SELECT 1',
      username: 'crate',
      cert_file: folder.path('app.pem'),
      key_file: folder.path('app.key'),
      ...request,
    });
  }

  it('gives the rows and the names of servers it trusts, and shows its certificate', async () => {
    const answer = await ask({ ca_cert: folder.path('ca.pem'), server_infos: true });
    expect(answer).to.deep.include({ ok: true, rows: [[1]] });
    expect(answer).to.have.nested.property('server_infos[0][1]', 'double');
    expect(server.heard.clientSubjects).to.include('CN=app');
  });

  it('sends nothing to a server of a CA it was not told, whatever the environment says', async () => {
    const answer = await ask();
    expect(answer).to.have.nested.property('error.type', 'ConnectionError');
    expect(server.heard.bytes).to.equal(0);
  });
});

/** Enough of CrateDB for one statement. */
async function startCrate(pem: ServerPem, ca: string): Promise<TestServer> {
  const http = createServer((request, response) => {
    const answer =
      request.method === 'GET'
        ? { ok: true, status: 200, name: 'double', cluster_name: 'tests', version: { number: '5.0.0' } }
        : { cols: ['1'], col_types: [9], rows: [[1]], rowcount: 1, duration: 0.1 };
    response.setHeader('content-type', 'application/json');
    request.resume().once('end', () => response.end(JSON.stringify(answer)));
  });
  return startTestServer({
    tls: { ...pem, ca, requestCert: true },
    answer: (stream) => http.emit('connection', stream),
  });
}
