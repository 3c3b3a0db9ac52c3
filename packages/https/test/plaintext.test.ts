import type { LookupFunction } from 'node:net';
import { expect } from 'chai';
import { explain, openSecurityContext } from '@security-context/core';
import { httpsAdapter } from '@security-context/https';
import { startHttpDouble } from '@security-context/testkit';
import { askThrough, CLIENTS } from './clients.js';
import { failed } from './failed.js';
import { openScene } from './scene.js';

for (const client of CLIENTS) {
  describe(`http: through ${client.name}`, () => {
    it('has no TLS, beside https: that has (promise 30)', async () => {
      await using scene = await openScene();
      await using plain = await startHttpDouble();
      const ask = client.bind(scene.context);
      for (const { url } of [plain, scene.server, plain, scene.server]) expect(await ask(url)).to.equal('ok');
      expect(plain.heard.clientHellos).to.equal(0);
      expect(plain.heard.requests).to.have.length(2);
      expect(scene.server.heard.clientSubjects).to.include('CN=app');
      expect(scene.server.connections.every(({ secure }) => secure)).to.equal(true);
    });

    it('is told of as insecure, once for each server', async () => {
      await using scene = await openScene();
      await using plain = await startHttpDouble();
      const told: unknown[] = [];
      scene.context.on('insecure', (event) => told.push(event));
      const ask = client.bind(scene.context);
      for (let i = 0; i < 3; i++) await ask(plain.url);
      expect(told).to.have.length(1);
      expect(JSON.stringify(told)).to.include(`http://localhost:${plain.port}`);
    });

    it('is refused where anything insecure is, before any connection', async () => {
      await using scene = await openScene({ settings: { refuseInsecure: true } });
      await using plain = await startHttpDouble();
      const error = await failed(client.bind(scene.context)(plain.url));
      expect(explain(error, scene.context)).to.have.property('code', 'ERR_INSECURE_REFUSED');
      expect(plain.heard.connections).to.equal(0);
    });

    it('is refused after insecure.until, on connections that stand too', async () => {
      const until = new Date(Date.now() + 60_000);
      await using scene = await openScene({ settings: { insecure: { reason: 'test', until } } });
      await using plain = await startHttpDouble();
      const ask = client.bind(scene.context, { connections: 1 });
      await ask(plain.url);
      plain.forget();
      const now = Date.now;
      try {
        Date.now = () => now() + 120_000;
        const error = await failed(ask(plain.url));
        expect(explain(error, scene.context)).to.have.property('code', 'ERR_INSECURE_REFUSED');
        expect(plain.heard.requests).to.have.length(0);
      } finally {
        Date.now = now;
      }
    });

    it('is refused after insecure.until to a request that waited for a connection', async () => {
      const until = new Date(Date.now() + 60_000);
      await using scene = await openScene({ settings: { insecure: { reason: 'test', until } } });
      const now = Date.now;
      const answer = () => {
        Date.now = () => now() + 120_000;
        return { body: 'ok' };
      };
      await using plain = await startHttpDouble({ answer });
      const ask = client.bind(scene.context, { connections: 1 });
      try {
        const [first, waiting] = await Promise.all([ask(plain.url), failed(ask(plain.url))]);
        expect(first).to.equal('ok');
        expect(explain(waiting, scene.context)).to.have.property('code', 'ERR_INSECURE_REFUSED');
        expect(plain.heard.requests).to.have.length(1);
      } finally {
        Date.now = now;
      }
    });

    it('is refused after close()', async () => {
      await using scene = await openScene();
      await using plain = await startHttpDouble();
      const ask = client.bind(scene.context);
      await ask(plain.url);
      plain.forget();
      await scene.context.close();
      const error = await failed(ask(plain.url));
      expect(explain(error, scene.context)).to.have.property('code', 'ERR_CONTEXT_CLOSED');
      expect(plain.heard.requests).to.have.length(0);
    });

    it('is all there is where tls is off: an https: URL is a conflict, before any connection', async () => {
      await using scene = await openScene();
      await using plain = await startHttpDouble();
      await using context = await openSecurityContext({ tls: false }, { env: {} });
      const ask = client.bind(context);
      expect(await ask(plain.url)).to.equal('ok');
      const error = await failed(ask(scene.server.url));
      expect(explain(error, context)).to.have.property('code', 'ERR_SETTING_CONFLICT');
      expect(scene.server.heard.connections).to.equal(0);
    });
  });
}

it('http: is refused on a connection during whose making insecure.until passed', async () => {
  const until = new Date(Date.now() + 60_000);
  await using scene = await openScene({ settings: { insecure: { reason: 'test', until } } });
  await using plain = await startHttpDouble();
  const now = Date.now;
  const lookup: LookupFunction = (_host, _options, found) => {
    Date.now = () => now() + 120_000;
    setImmediate(() => found(null, [{ address: '127.0.0.1', family: 4 }]));
  };
  try {
    const error = await failed(askThrough(scene.context.bind(httpsAdapter), { lookup })(plain.url));
    expect(explain(error, scene.context)).to.have.property('code', 'ERR_INSECURE_REFUSED');
    expect(plain.heard.bytes).to.equal(0);
  } finally {
    Date.now = now;
  }
});

describe('the URLs and login of an input', () => {
  it('are handed on apart, the login as a header that follows its file', async () => {
    await using scene = await openScene({ settings: { credentials: { username: 'u', password: 'p:w' } } });
    const url = 'https://search.example/';
    const bound = scene.context.bind(httpsAdapter, { url });
    expect(bound.url).to.equal(url);
    expect(await bound.authorization?.()).to.equal(`Basic ${Buffer.from('u:p:w').toString('base64')}`);
  });

  it('are absent where there are none', async () => {
    await using scene = await openScene();
    expect(scene.context.bind(httpsAdapter)).to.have.all.keys('agent', 'httpAgent');
  });

  it('are refused with a login that HTTP has no word for', async () => {
    await using scene = await openScene({
      settings: { credentials: { username: 'u', password: 'p', mechanism: 'SCRAM-SHA-256' } },
    });
    expect(() => scene.context.bind(httpsAdapter))
      .to.throw()
      .with.property('code', 'ERR_ADAPTER_CANNOT_HONOUR');
  });
});
