import { once } from 'node:events';
import { get } from 'node:https';
import { expect } from 'chai';
import { explain, openSecurityContext, tlsAdapter } from '@security-context/core';
import type { SecurityContext } from '@security-context/core';
import { startTestServer, TestAuthority, type TestServer } from '@security-context/testkit';

const answer = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: KEEP\r\n\r\nok';

/** An HTTPS server that answers everything; sockets are kept or closed after it. */
function startHttps(
  tls: { cert: string; key: string },
  connection: 'keep-alive' | 'close',
): Promise<TestServer> {
  return startTestServer({
    tls,
    answer: (stream) => {
      stream.on('data', () => {
        stream.write(answer.replace('KEEP', connection));
        if (connection === 'close') stream.end();
      });
    },
  });
}

/** The status of a request without an agent of its own, or the code its refusal is explained by. */
async function request(context: SecurityContext, server: TestServer, host = 'localhost'): Promise<unknown> {
  try {
    const sent = get({ host, port: server.port, ...context.bind(tlsAdapter) });
    const [response] = (await once(sent, 'response')) as [{ statusCode?: number; resume(): unknown }];
    response.resume();
    await once(response as unknown as NodeJS.EventEmitter, 'end');
    return response.statusCode;
  } catch (error) {
    return explain(error, context)?.code;
  }
}

describe('requests that use the process-wide agent', () => {
  const opened: AsyncDisposable[] = [];
  afterEach(async () => {
    for (const one of opened.splice(0).reverse()) await one[Symbol.asyncDispose]();
  });
  const kept = <T extends AsyncDisposable>(one: T): T => {
    opened.push(one);
    return one;
  };

  it('resume no session of a CA that was dropped', async () => {
    const [before, after] = await Promise.all([TestAuthority.create(), TestAuthority.create()]);
    const server = kept(await startHttps((await before.issue()).tls, 'close'));
    let anchors = before.certificatePem;
    const source = { read: () => Promise.resolve({ anchors }) };
    const context = kept(
      await openSecurityContext({ trust: { anchors: [source] }, reload: false }, { env: {} }),
    );
    expect(await request(context, server)).to.equal(200);
    anchors = after.certificatePem;
    await context.reload();
    server.forget();
    expect(await request(context, server)).to.equal('ERR_PEER_UNTRUSTED');
    expect(server.heard.bytes).to.equal(0);
  });

  it('share no socket with a context that demands less', async () => {
    const ca = await TestAuthority.create();
    const server = kept(await startHttps((await ca.issueFaulty('wrong-name')).tls, 'keep-alive'));
    const open = async (verify: 'chain' | 'full'): Promise<SecurityContext> =>
      kept(
        await openSecurityContext(
          { trust: { anchors: [{ pem: ca.certificatePem }] }, peer: { verify }, reload: false },
          { env: {} },
        ),
      );
    expect(await request(await open('chain'), server)).to.equal(200);
    server.forget();
    expect(await request(await open('full'), server)).to.equal('ERR_PEER_NAME_MISMATCH');
    expect(server.heard.bytes).to.equal(0);
  });
});

describe('a context that is closed while a handshake is under way', () => {
  it('lets the server hear nothing', async () => {
    const ca = await TestAuthority.create();
    const server = await startHttps((await ca.issue()).tls, 'close');
    await using context = await openSecurityContext(
      { trust: { anchors: [{ pem: ca.certificatePem }] }, reload: false },
      { env: {} },
    );
    const accepted = server.nextConnection();
    const refused = request(context, server);
    await accepted;
    await context.close();
    expect(await refused).to.equal('ERR_CONTEXT_CLOSED');
    expect(server.heard.bytes).to.equal(0);
    await server.close();
  });
});
