import { EventEmitter, once } from 'node:events';
import { get } from 'node:https';
import type { LookupFunction } from 'node:net';
import { Readable } from 'node:stream';
import { expect } from 'chai';
import { explain } from '@security-context/core';
import { httpsAdapter } from '@security-context/https';
import { undiciAdapter } from '@security-context/https/undici';
import { TestAuthority } from '@security-context/testkit';
import { askThrough, CLIENTS, type Ask } from './clients.js';
import { failed } from './failed.js';
import { openScene } from './scene.js';

/** Answers that a test gives when it wants to. */
function held() {
  const arrivals = new EventEmitter();
  const given = once(arrivals, 'release');
  let count = 0;
  return {
    answer: async () => {
      arrivals.emit('request', ++count);
      await given;
      return { body: 'ok' };
    },
    /** Resolves when the server has heard so many requests. */
    arrived: async (wanted: number) => {
      while (count < wanted) await once(arrivals, 'request');
    },
    release: () => void arrivals.emit('release'),
  };
}

const subjects = (connections: readonly { peer: { subject: string } | undefined }[]): unknown[] =>
  connections.map(({ peer }) => peer?.subject);

for (const client of CLIENTS) {
  describe(`connections of ${client.name}`, () => {
    it('are kept for the next request', async () => {
      await using scene = await openScene({ tls: { ALPNProtocols: ['h2', 'http/1.1'] } });
      const ask = client.bind(scene.context, { connections: 1 });
      for (let i = 0; i < 3; i++) await ask(scene.server.url);
      expect(scene.server.connections).to.have.length(1);
      expect(scene.server.connections[0]).to.have.property('alpnProtocol', 'http/1.1');
    });

    it('are one pool for all that is bound with the same options', async () => {
      await using scene = await openScene();
      await client.bind(scene.context, { connections: 1 })(scene.server.url);
      await client.bind(scene.context, { connections: 1 })(scene.server.url);
      expect(scene.server.connections).to.have.length(1);
    });

    it('idle at a rotation carry no new request, and are closed', async () => {
      await using scene = await openScene();
      const ask = client.bind(scene.context);
      await ask(scene.server.url);
      const closed = scene.server.nextClose();
      await scene.rotate('renewed');
      await ask(scene.server.url);
      expect(subjects(scene.server.connections)).to.deep.equal(['CN=app', 'CN=renewed']);
      expect(await closed).to.have.property('id', 1);
    });

    it('with a request under way at a rotation finish it, carry no other, and are closed', async () => {
      const { answer, arrived, release } = held();
      await using scene = await openScene({ answer });
      const ask = client.bind(scene.context);
      const first = ask(scene.server.url);
      await arrived(1);
      await scene.rotate('renewed');
      const second = ask(scene.server.url);
      await arrived(2);
      const closed = scene.server.nextClose();
      release();
      expect(await Promise.all([first, second])).to.deep.equal(['ok', 'ok']);
      expect(await closed).to.have.property('id', 1);
      await ask(scene.server.url);
      expect(subjects(scene.server.connections)).to.deep.equal(['CN=app', 'CN=renewed']);
    });

    it('are no more than allowed, and requests that wait get their turn', async () => {
      await using scene = await openScene();
      const ask = client.bind(scene.context, { connections: 2 });
      const answers = await Promise.all(Array.from({ length: 8 }, () => ask(scene.server.url)));
      expect(answers).to.have.length(8);
      expect(scene.server.connections).to.have.length(2);
    });

    it('are not made from a queue of an earlier generation', async () => {
      const { answer, arrived, release } = held();
      await using scene = await openScene({ answer });
      const ask = client.bind(scene.context, { connections: 1 });
      const first = ask(scene.server.url);
      await arrived(1);
      await scene.rotate('renewed');
      const second = ask(scene.server.url);
      release();
      await Promise.all([first, second]);
      expect(subjects(scene.server.connections)).to.deep.equal(['CN=app', 'CN=renewed']);
    });

    it('carry nothing that waited for them until a CA was dropped', async () => {
      const { answer, arrived, release } = held();
      await using scene = await openScene({ answer });
      const ask = client.bind(scene.context, { connections: 1 });
      const first = ask(scene.server.url);
      await arrived(1);
      const waiting = failed(ask(scene.server.url));
      scene.material.anchors = [await TestAuthority.create()];
      await scene.context.reload();
      release();
      expect(await first).to.equal('ok');
      expect(explain(await waiting, scene.context)).to.have.property('code', 'ERR_PEER_UNTRUSTED');
      expect(scene.server.heard.requests).to.have.length(1);
    });

    it('carry nothing that waited for them until the context was closed', async () => {
      const { answer, arrived, release } = held();
      await using scene = await openScene({ answer });
      const ask = client.bind(scene.context, { connections: 1 });
      const first = ask(scene.server.url);
      await arrived(1);
      const waiting = failed(ask(scene.server.url));
      await scene.context.close();
      release();
      expect(await first).to.equal('ok');
      expect(explain(await waiting, scene.context)).to.have.property('code', 'ERR_CONTEXT_CLOSED');
      expect(scene.server.heard.requests).to.have.length(1);
    });

    it('that fail tell every request that waits', async () => {
      await using scene = await openScene({ fault: 'close-mid-handshake' });
      const ask = client.bind(scene.context, { connections: 1 });
      const errors = await Promise.all([1, 2, 3].map(() => failed(ask(scene.server.url))));
      for (const error of errors) {
        expect(explain(error, scene.context)).to.have.property('code', 'ERR_PEER_UNREACHABLE');
      }
      scene.server.fault = undefined;
      expect(await ask(scene.server.url)).to.equal('ok');
    });

    it('that take too long fail, and leave nothing open', async () => {
      await using scene = await openScene({ fault: 'stall' });
      const ask = client.bind(scene.context, { connectTimeoutMs: 50 });
      const error = await failed(ask(scene.server.url));
      expect(explain(error, scene.context)).to.have.property('code', 'ERR_PEER_UNREACHABLE');
      expect(error).to.have.property('code', 'ETIMEDOUT');
      await scene.server.until(() => scene.server.connections.every(({ closed }) => closed));
    });

    it('being opened when the context is closed end at once', async () => {
      await using scene = await openScene({ fault: 'stall' });
      const asked = failed(client.bind(scene.context)(scene.server.url));
      await scene.server.until(() => scene.server.heard.clientHellos === 1);
      await scene.context.close();
      expect(explain(await asked, scene.context)).to.have.property('code', 'ERR_CONTEXT_CLOSED');
      await scene.server.until(() => scene.server.connections.every(({ closed }) => closed));
    });

    it('finish the request under way when the context is closed, and are closed', async () => {
      const { answer, arrived, release } = held();
      await using scene = await openScene({ answer });
      const ask: Ask = client.bind(scene.context);
      const asked = ask(scene.server.url);
      await arrived(1);
      await scene.context.close();
      release();
      expect(await asked).to.equal('ok');
      await scene.server.until(() => scene.server.connections.every(({ closed }) => closed));
      const error = await failed(ask(scene.server.url));
      expect(explain(error, scene.context)).to.have.property('code', 'ERR_CONTEXT_CLOSED');
    });
  });
}

describe('the agent', () => {
  it('closes connections that were idle for as long as allowed', async () => {
    await using scene = await openScene();
    const ask = CLIENTS[0]!.bind(scene.context, { keepAliveTimeoutMs: 20 });
    const closed = scene.server.nextClose();
    await ask(scene.server.url);
    await closed;
    expect(await ask(scene.server.url)).to.equal('ok');
  });

  it('ends what it is opening when it is destroyed', async () => {
    await using scene = await openScene({ fault: 'stall' });
    const { agent } = scene.context.bind(httpsAdapter);
    const error = new Promise<unknown>((resolve) => get(scene.server.url, { agent }).once('error', resolve));
    await scene.server.until(() => scene.server.heard.clientHellos === 1);
    agent.destroy();
    expect(await error).to.have.property('code', 'ECONNRESET');
    await scene.server.until(() => scene.server.connections.every(({ closed }) => closed));
  });

  it('takes no TLS words from a request', async () => {
    await using scene = await openScene();
    const other = await openScene();
    const { agent } = scene.context.bind(httpsAdapter);
    const words = { rejectUnauthorized: false, checkServerIdentity: () => undefined };
    const error = await new Promise<unknown>((resolve) => {
      get(other.server.url, { agent, ...words }).once('error', resolve);
    });
    expect(explain(error, scene.context)).to.have.property('code', 'ERR_PEER_UNTRUSTED');
    expect(other.server.heard.bytes).to.equal(0);
    await other[Symbol.asyncDispose]();
  });

  it('makes a connection anew that was begun before a CA was dropped', async () => {
    await using scene = await openScene();
    scene.material.anchors = [await TestAuthority.create()];
    let dialled = 0;
    const lookup: LookupFunction = (_host, _options, found) => {
      dialled += 1;
      void scene.context.reload().then(() => found(null, [{ address: '127.0.0.1', family: 4 }]));
    };
    const error = await failed(askThrough(scene.context.bind(httpsAdapter), { lookup })(scene.server.url));
    expect(explain(error, scene.context)).to.have.property('code', 'ERR_PEER_UNTRUSTED');
    expect(scene.server.heard.bytes).to.equal(0);
    expect(dialled).to.equal(2);
  });

  it('gives a connection to a callback only, and says so', async () => {
    await using scene = await openScene();
    const { agent } = scene.context.bind(httpsAdapter);
    const direct = agent as unknown as { createConnection(options: object): unknown };
    expect(() => direct.createConnection({ host: 'localhost', port: scene.server.port })).to.throw(TypeError);
  });

  it('asks the lookup of a request for the address', async () => {
    await using scene = await openScene({ settings: { peer: { names: { 'db.example': 'localhost' } } } });
    const { agent } = scene.context.bind(httpsAdapter);
    const asked: string[] = [];
    await new Promise((resolve, reject) => {
      get({
        agent,
        host: 'db.example',
        port: scene.server.port,
        lookup: (host, options, found) => {
          asked.push(host);
          if (options.all === true) found(null, [{ address: '127.0.0.1', family: 4 }]);
          else found(null, '127.0.0.1', 4);
        },
      })
        .once('response', (response) => response.resume().once('end', resolve))
        .once('error', reject);
    });
    expect(asked).to.deep.equal(['db.example']);
    expect(scene.server.connections[0]).to.have.property('servername', 'db.example');
  });
});

describe('the dispatcher', () => {
  it('sends a request that waited over a rotation whole, a stream included', async () => {
    const { answer, arrived, release } = held();
    await using scene = await openScene({ answer });
    const { dispatcher } = scene.context.bind(undiciAdapter, { options: { connections: 1 } });
    const { request } = await import('undici');
    const first = request(scene.server.url, { dispatcher });
    await arrived(1);
    const body = Readable.from(['be', 'gin']);
    const second = request(scene.server.url, { dispatcher, method: 'POST', body });
    await scene.rotate('renewed');
    release();
    for (const { body: answered } of await Promise.all([first, second])) await answered.text();
    expect(scene.server.heard.requests.map(({ body: heard }) => heard.toString())).to.deep.equal([
      '',
      'begin',
    ]);
    expect(subjects(scene.server.connections)).to.deep.equal(['CN=app', 'CN=renewed']);
  });

  it('opens new connections after its own close() and destroy()', async () => {
    await using scene = await openScene();
    const { dispatcher } = scene.context.bind(undiciAdapter);
    const ask = async (): Promise<string> => {
      const { request } = await import('undici');
      return (await request(scene.server.url, { dispatcher })).body.text();
    };
    await ask();
    await dispatcher.close();
    await ask();
    await dispatcher.destroy();
    await ask();
    await new Promise<void>((resolve) => dispatcher.close(resolve));
    await new Promise<void>((resolve) => dispatcher.destroy(resolve));
    expect(scene.server.connections).to.have.length(3);
  });
});
