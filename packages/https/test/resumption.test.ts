import { expect } from 'chai';
import { explain } from '@security-context/core';
import { httpsAdapter } from '@security-context/https';
import { TestAuthority } from '@security-context/testkit';
import { askThrough, CLIENTS, type Ask } from './clients.js';
import { failed } from './failed.js';
import { openScene, type Scene } from './scene.js';

/** Each answer ends its connection, so every request needs a new one. */
const answer = () => ({ headers: { connection: 'close' }, body: 'ok' });

/** What the server saw of the connections since it was last asked. */
function seen({ server }: Scene): { reused: boolean; subject: string | undefined }[] {
  const connections = server.connections.map(({ reused, peer }) => ({ reused, subject: peer?.subject }));
  server.forget();
  return connections;
}

/** The session arrives after the handshake: the second of two requests has one in any case. */
async function withSession(ask: Ask, scene: Scene): Promise<void> {
  await ask(scene.server.url);
  await ask(scene.server.url);
  expect(seen(scene).at(-1)).to.have.property('reused', true);
}

for (const client of CLIENTS) {
  for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
    describe(`TLS sessions of ${client.name} over ${maxVersion}`, () => {
      const open = () => openScene({ answer, tls: { maxVersion } });

      it('are resumed by the next connection, and the one after', async () => {
        await using scene = await open();
        const ask = client.bind(scene.context);
        for (let i = 0; i < 4; i++) await ask(scene.server.url);
        const [first, ...others] = seen(scene);
        expect(first).to.deep.equal({ reused: false, subject: 'CN=app' });
        expect(others).to.have.length(3);
        for (const other of others) expect(other).to.deep.equal({ reused: true, subject: 'CN=app' });
      });

      it('are not resumed after the client certificate was rotated, nor after it was rotated back', async () => {
        await using scene = await open();
        const ask = client.bind(scene.context);
        await withSession(ask, scene);
        const before = scene.material.identity;
        await scene.rotate('renewed');
        await ask(scene.server.url);
        expect(seen(scene)).to.deep.equal([{ reused: false, subject: 'CN=renewed' }]);
        scene.material.identity = before;
        await scene.context.reload();
        await ask(scene.server.url);
        expect(seen(scene)).to.deep.equal([{ reused: false, subject: 'CN=app' }]);
      });

      it('do not get a server by whose CA was dropped', async () => {
        await using scene = await open();
        const ask = client.bind(scene.context);
        await withSession(ask, scene);
        scene.material.anchors = [await TestAuthority.create()];
        await scene.context.reload();
        const error = await failed(ask(scene.server.url));
        expect(explain(error, scene.context)).to.have.property('code', 'ERR_PEER_UNTRUSTED');
        expect(scene.server.heard.bytes).to.equal(0);
      });

      it('do not get by a context that is closed', async () => {
        await using scene = await open();
        const ask = client.bind(scene.context);
        await withSession(ask, scene);
        await scene.context.close();
        const error = await failed(ask(scene.server.url));
        expect(explain(error, scene.context)).to.have.property('code', 'ERR_CONTEXT_CLOSED');
        expect(scene.server.connections).to.have.length(0);
      });

      it('do not get by insecure.until', async () => {
        const settings = {
          peer: { verify: 'chain' },
          insecure: { reason: 'test', until: inAMinute() },
        } as const;
        await using scene = await openScene({ answer, tls: { maxVersion }, settings });
        const ask = client.bind(scene.context);
        await withSession(ask, scene);
        const now = Date.now;
        try {
          Date.now = () => now() + 120_000;
          const error = await failed(ask(scene.server.url));
          expect(explain(error, scene.context)).to.have.property('code', 'ERR_INSECURE_REFUSED');
          expect(scene.server.heard.bytes).to.equal(0);
          expect(scene.server.heard.clientHellos).to.equal(0);
        } finally {
          Date.now = now;
        }
      });

      it('do not get by a name that is no longer expected', async () => {
        let expected = 'localhost';
        const settings = { peer: { names: () => expected } };
        await using scene = await openScene({ answer, tls: { maxVersion }, settings });
        const ask = client.bind(scene.context);
        await withSession(ask, scene);
        expected = 'other.example';
        const error = await failed(ask(scene.server.url));
        expect(explain(error, scene.context)).to.have.property('code', 'ERR_PEER_NAME_MISMATCH');
        expect(scene.server.heard.bytes).to.equal(0);
      });
    });
  }
}

describe('TLS sessions', () => {
  it('belong to one server name', async () => {
    await using scene = await openScene({ answer });
    const names = { peer: { names: () => 'localhost' } };
    await using other = await openScene({ answer, settings: names });
    const agents = other.context.bind(httpsAdapter);
    await withSession(askThrough(agents), other);
    await askThrough(agents, { servername: 'other.example' })(other.server.url);
    expect(seen(other)).to.deep.equal([{ reused: false, subject: 'CN=app' }]);
    expect(scene.server.connections).to.have.length(0);
  });

  it('belong to one context', async () => {
    await using scene = await openScene({ answer });
    await using other = await openScene({ answer });
    other.material.anchors.push(scene.authority);
    await other.context.reload();
    const ask = CLIENTS[0]!.bind(scene.context);
    await withSession(ask, scene);
    scene.server.setSecureContext({ ca: [scene.authority.certificatePem, other.authority.certificatePem] });
    await CLIENTS[0]!.bind(other.context)(scene.server.url);
    expect(seen(scene)).to.deep.equal([{ reused: false, subject: 'CN=app' }]);
  });
});

function inAMinute(): Date {
  return new Date(Date.now() + 60_000);
}
