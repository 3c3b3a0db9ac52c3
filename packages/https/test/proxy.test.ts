import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { inspect } from 'node:util';
import { expect } from 'chai';
import { explain, SecurityError } from '@security-context/core';
import { httpsAdapter } from '@security-context/https';
import { startHttpDouble, startProxyDouble, TestAuthority, TestFolder } from '@security-context/testkit';
import { askThrough, CLIENTS, FETCHES } from './clients.js';
import { failed } from './failed.js';
import { openScene } from './scene.js';

const CANARY = 'canary-7d31';

for (const client of CLIENTS) {
  describe(`a proxy, through ${client.name}`, () => {
    it('carries TLS to the server, which is verified as ever', async () => {
      await using scene = await openScene();
      await using proxy = await startProxyDouble();
      const ask = client.bind(scene.context, { proxy: proxy.url });
      expect(await ask(scene.server.url)).to.equal('ok');
      expect(proxy.heard.tunnels).to.have.length(1);
      expect(proxy.heard.tunnels[0]).to.include({ target: `localhost:${scene.server.port}`, status: 200 });
      expect(proxy.heard.tunnels[0]?.headers).not.to.have.property('proxy-authorization');
      expect(scene.server.heard.clientSubjects).to.deep.equal(['CN=app']);
      expect(scene.server.connections[0]).to.have.property('servername', 'localhost');
    });

    it('gets nothing to a server that is not trusted', async () => {
      await using scene = await openScene();
      await using proxy = await startProxyDouble();
      scene.material.anchors = [await TestAuthority.create()];
      await scene.context.reload();
      const error = await failed(client.bind(scene.context, { proxy: proxy.url })(scene.server.url));
      expect(explain(error, scene.context)).to.have.property('code', 'ERR_PEER_UNTRUSTED');
      expect(scene.server.heard.bytes).to.equal(0);
    });

    it('resumes sessions through new tunnels, and not after a rotation', async () => {
      const answer = () => ({ headers: { connection: 'close' }, body: 'ok' });
      await using scene = await openScene({ answer });
      await using proxy = await startProxyDouble();
      const ask = client.bind(scene.context, { proxy: proxy.url });
      await ask(scene.server.url);
      await ask(scene.server.url);
      await scene.rotate('renewed');
      await ask(scene.server.url);
      const reused = scene.server.connections.map((connection) => connection.reused);
      expect(reused).to.deep.equal([false, true, false]);
      expect(proxy.heard.tunnels).to.have.length(3);
    });

    it('is given its login, which the server does not see', async () => {
      await using scene = await openScene();
      await using proxy = await startProxyDouble({ login: { username: 'ap%p', password: 'a:b@c' } });
      await client.bind(scene.context, { proxy: proxy.url })(scene.server.url);
      expect(proxy.heard.tunnels[0]).to.have.property('status', 200);
      expect(scene.server.heard.requests[0]?.headers).not.to.have.property('proxy-authorization');
    });

    for (const [what, options, reason] of [
      ['demands a login', { login: { username: 'app', password: 'other' } }, /status 407: it wants a login/],
      ['refuses', { refuseWith: 403 }, /status 403/],
      ['is broken', { refuseWith: 502 }, /status 502/],
      ['answers with another protocol', { fault: 'plaintext' }, /status 400/],
      ['hangs up', { fault: 'close-mid-handshake' }, /no answer/],
    ] as const) {
      it(`that ${what} is ERR_PROXY_REFUSED, and the login does not print`, async () => {
        await using scene = await openScene();
        await using proxy = await startProxyDouble(options);
        const url = `http://app:${CANARY}@127.0.0.1:${proxy.port}`;
        const error = await failed(client.bind(scene.context, { proxy: url })(scene.server.url));
        const problem = explain(error, scene.context);
        expect(problem).to.have.property('code', 'ERR_PROXY_REFUSED');
        expect(problem?.message).to.match(reason).and.to.include(`127.0.0.1:${proxy.port}`);
        expect(printed(error, problem)).not.to.contain(CANARY);
        expect(printed(error, problem)).not.to.contain(Buffer.from(`app:${CANARY}`).toString('base64'));
        expect(scene.server.heard.connections).to.equal(0);
        await proxy.until(() => proxy.connections.every(({ closed }) => closed));
      });
    }

    it('that never answers is given up', async () => {
      await using scene = await openScene();
      await using proxy = await startProxyDouble({ fault: 'stall' });
      const ask = client.bind(scene.context, { proxy: proxy.url, connectTimeoutMs: 50 });
      const problem = explain(await failed(ask(scene.server.url)), scene.context);
      expect(problem).to.have.property('code', 'ERR_PEER_UNREACHABLE');
      await proxy.until(() => proxy.connections.every(({ closed }) => closed));
    });

    it('that nothing listens for is unreachable', async () => {
      await using scene = await openScene();
      const proxy = await startProxyDouble();
      await proxy.close();
      const error = await failed(client.bind(scene.context, { proxy: proxy.url })(scene.server.url));
      expect(explain(error, scene.context)).to.have.property('code', 'ERR_PEER_UNREACHABLE');
    });

    it('carries http: through a tunnel too', async () => {
      await using scene = await openScene();
      await using plain = await startHttpDouble();
      await using proxy = await startProxyDouble();
      expect(await client.bind(scene.context, { proxy: proxy.url })(plain.url)).to.equal('ok');
      expect(proxy.heard.tunnels[0]).to.have.property('target', `localhost:${plain.port}`);
      expect(plain.heard.requests).to.have.length(1);
    });
  });
}

it('a Unix socket is dialled past the proxy, which would look for it on its own machine', async () => {
  await using folder = await TestFolder.create();
  await using scene = await openScene();
  await using proxy = await startProxyDouble();
  const socketPath = process.platform === 'win32' ? `\\\\.\\pipe\\${randomUUID()}` : folder.path('server');
  const server = createServer((_request, response) => response.end('local')).listen(socketPath);
  try {
    await once(server, 'listening');
    const agents = scene.context.bind(httpsAdapter, { options: { proxy: proxy.url } });
    expect(await askThrough(agents, { socketPath })('http://localhost/')).to.equal('local');
    expect(proxy.heard.connections).to.equal(0);
  } finally {
    server.close();
    server.closeAllConnections();
  }
});

for (const client of FETCHES) {
  it(`a proxy that refuses is told through ${client.name}`, async () => {
    await using scene = await openScene();
    await using proxy = await startProxyDouble({ refuseWith: 403 });
    const error = await failed(client.bind(scene.context, { proxy: proxy.url })(scene.server.url));
    expect(explain(error, scene.context)).to.have.property('code', 'ERR_PROXY_REFUSED');
  });
}

describe('the URL of a proxy', () => {
  for (const [what, proxy, code] of [
    ['over https:', `https://u:${CANARY}@proxy.example`, 'ERR_ADAPTER_CANNOT_HONOUR'],
    ['over SOCKS', `socks5://u:${CANARY}@proxy.example`, 'ERR_ADAPTER_CANNOT_HONOUR'],
    ['that is none', `u:${CANARY}@proxy.example`, 'ERR_SETTING_INVALID'],
    ['with a path', `http://u:${CANARY}@proxy.example/path`, 'ERR_SETTING_INVALID'],
    ['with a colon in the user name', `http://u%3Ax:${CANARY}@proxy.example`, 'ERR_SETTING_INVALID'],
    ['with a malformed escape', `http://u:${CANARY}%zz@proxy.example`, 'ERR_SETTING_INVALID'],
  ] as const) {
    it(`${what} is refused when it is bound, and its login does not print`, async () => {
      await using scene = await openScene();
      const error = await failed(
        Promise.resolve().then(() => scene.context.bind(httpsAdapter, { options: { proxy } })),
      );
      expect(SecurityError.is(error) && error.code).to.equal(code);
      expect((error as SecurityError).message).to.include('proxy');
      expect(printed(error)).not.to.contain(CANARY);
    });
  }

  it('is not taken from the environment', async () => {
    await using scene = await openScene();
    await using proxy = await startProxyDouble();
    const names = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'ALL_PROXY', 'NODE_USE_ENV_PROXY'];
    const before = names.map((name) => [name, process.env[name]] as const);
    try {
      for (const name of names) process.env[name] = name.startsWith('NODE') ? '1' : proxy.url;
      for (const client of CLIENTS) expect(await client.bind(scene.context)(scene.server.url)).to.equal('ok');
    } finally {
      for (const [name, value] of before) {
        if (value === undefined) Reflect.deleteProperty(process.env, name);
        else process.env[name] = value;
      }
    }
    expect(proxy.heard.connections).to.equal(0);
  });

  it('is not printed with the login by what is bound', async () => {
    await using scene = await openScene();
    const proxy = `http://u:${CANARY}@proxy.example`;
    const bound = scene.context.bind(httpsAdapter, { options: { proxy } });
    expect(printed(bound, scene.context)).not.to.contain(CANARY);
  });
});

function printed(...values: unknown[]): string {
  const texts = values.map((value) => {
    const { stack, message } = value instanceof Error ? value : new Error('none');
    return `${inspect(value, { depth: 8, showHidden: true, getters: true })} ${String(stack)} ${message}`;
  });
  return texts.join('\n');
}
