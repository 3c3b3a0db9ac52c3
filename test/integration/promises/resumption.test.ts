import { createServer } from 'node:http';
import { Agent, get } from 'node:https';
import { expect } from 'chai';
import { openSecurityContext, tlsAdapter } from '@security-context/core';
import { startTestServer, TestAuthority, TestFolder } from '@security-context/testkit';
import type { ServerTls, TestServer } from '@security-context/testkit';

/** A server that resumes sessions, and says who its client is. */
async function startWebServer(tls: ServerTls): Promise<TestServer> {
  const http = createServer((_request, response) => response.end('ok'));
  return startTestServer({ tls, answer: (stream) => void http.emit('connection', stream) });
}

async function fetchOnce(agent: Agent, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    get({ agent, host: 'localhost', port, path: '/' }, (response) => {
      response.resume().once('end', resolve);
    }).once('error', reject);
  });
}

for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
  describe(`an https.Agent over ${version}`, () => {
    const inUse: AsyncDisposable[] = [];
    let folder: TestFolder;
    let authority: TestAuthority;
    let server: TestServer;

    before(async () => {
      folder = await TestFolder.create();
      inUse.push(folder);
      authority = await TestAuthority.create();
      await folder.write('ca.pem', authority.certificatePem);
      const tls = { ...(await authority.issue()).tls, ca: authority.certificatePem, requestCert: true };
      server = await startWebServer({ ...tls, minVersion: version, maxVersion: version });
      inUse.push(server);
    });
    after(async () => {
      for (const used of inUse.reverse()) await used[Symbol.asyncDispose]();
    });
    beforeEach(() => server.forget());

    const client = async (commonName: string): Promise<string> =>
      (await authority.issue({ usage: 'client', commonName })).combinedPem();
    const seen = (): unknown[] =>
      server.connections.map(({ peer, reused }) => ({ subject: peer?.subject, reused }));

    it('of Node alone resumes sessions on this server', async () => {
      const pem = await client('stock');
      const agent = new Agent({ ca: authority.certificatePem, cert: pem, key: pem, keepAlive: false });
      for (let request = 0; request < 3; request += 1) await fetchOnce(agent, server.port);
      agent.destroy();
      expect(server.connections.some(({ reused }) => reused)).to.equal(true);
    });

    it('of one security context resumes nothing, and shows the new certificate after a rotation', async () => {
      await folder.write('app.pem', await client('first'));
      await using context = await openSecurityContext(
        {
          trust: { anchors: [folder.path('ca.pem')] },
          identity: { certificateKeyFile: folder.path('app.pem') },
          reload: false,
        },
        { env: {} },
      );
      const agent = new Agent({ ...context.bind(tlsAdapter), keepAlive: false });
      await fetchOnce(agent, server.port);
      await fetchOnce(agent, server.port);
      await folder.replace('app.pem', await client('second'));
      await context.reload();
      await fetchOnce(agent, server.port);
      await fetchOnce(agent, server.port);
      agent.destroy();
      expect(seen()).to.deep.equal([
        { subject: 'CN=first', reused: false },
        { subject: 'CN=first', reused: false },
        { subject: 'CN=second', reused: false },
        { subject: 'CN=second', reused: false },
      ]);
    });
  });
}
