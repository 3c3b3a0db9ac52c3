import { generateKeyPairSync } from 'node:crypto';
import { explain, openSecurityContext } from '@security-context/core';
import type { SecurityContext, SecuritySettings } from '@security-context/core';
import { googleAdapter, googleStorageAdapter } from '@security-context/cloud/google';
import {
  startGoogleDouble,
  startHttpDouble,
  startTestServer,
  TestAuthority,
} from '@security-context/testkit';
import type { GoogleDouble } from '@security-context/testkit';
import { expect } from 'chai';
import { Gaxios } from 'gaxios';
import { GoogleAuth, JWT, OAuth2Client } from 'google-auth-library';
import { refusal } from './refusal.js';

describe('Google’s clients under a context', () => {
  let ca: TestAuthority;
  let server: GoogleDouble;
  const open: AsyncDisposable[] = [];
  before(async () => {
    ca = await TestAuthority.create();
    server = await startGoogleDouble({ tls: (await ca.issue()).tls });
  });
  after(() => server.close());
  beforeEach(() => server.forget());
  afterEach(async () => {
    for (const one of open.splice(0).reverse()) await one[Symbol.asyncDispose]();
  });

  async function contextOf(settings: SecuritySettings = {}): Promise<SecurityContext> {
    const anchors = [{ pem: ca.certificatePem }];
    const context = await openSecurityContext(
      { trust: { anchors }, reload: false, ...settings },
      { env: {} },
    );
    open.push(context);
    return context;
  }

  it('store and give back through gaxios', async () => {
    const client = new Gaxios({ ...(await contextOf()).bind(googleAdapter), baseURL: server.url });
    await client.request({ url: '/storage/v1/b', method: 'POST', data: { name: 'archive' } });
    const upload = '/upload/storage/v1/b/archive/o?uploadType=media&name=a';
    await client.request({ url: upload, method: 'POST', body: 'hello' });
    const { data } = await client.request<string>({
      url: '/storage/v1/b/archive/o/a?alt=media',
      responseType: 'text',
    });
    expect(data).to.equal('hello');
    expect(server.connections).to.have.length(1);
  });

  it('ask for tokens through the context', async () => {
    const bound = (await contextOf()).bind(googleAdapter);
    const endpoints = { oauth2TokenUrl: `${server.url}/token` };
    const client = new OAuth2Client({ ...bound, clientId: 'a', clientSecret: 'b', endpoints });
    client.setCredentials({ refresh_token: 'refresh' });
    expect((await client.getAccessToken()).token).to.equal('token');
    expect(server.heard.requests.map(({ path }) => path)).to.deep.equal(['/token']);
  });

  it('ask Google itself for tokens of a service account through the context', async () => {
    await using proxy = await startTestServer({
      answer: (stream) => void stream.once('data', () => stream.end('HTTP/1.1 403 No\r\n\r\n')),
    });
    const context = await contextOf();
    const bound = context.bind(googleAdapter, {
      options: { proxy: `http://localhost:${proxy.port}` },
    });
    const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    const pem = key.export({ type: 'pkcs8', format: 'pem' }).toString();
    const account = { type: 'service_account', client_email: 'app@example', private_key: pem };
    for (const ask of [
      () => new JWT({ ...bound, email: 'app@example', key: pem }).getAccessToken(),
      () => new GoogleAuth({ credentials: account, clientOptions: bound }).getAccessToken(),
    ]) {
      const thrown: unknown = await ask().catch((error: unknown) => error);
      expect(explain(thrown, context)?.code).to.equal('ERR_PROXY_REFUSED');
    }
    expect(proxy.connections.length).to.be.greaterThan(1);
    for (const { received } of proxy.connections) {
      expect(received.toString()).to.match(/^CONNECT oauth2\.googleapis\.com:443 HTTP/);
    }
  });

  it('follow a redirect into the clear only where that may be', async () => {
    await using plain = await startGoogleDouble();
    await using front = await startHttpDouble({
      tls: (await ca.issue()).tls,
      answer: () => ({ status: 302, headers: { location: `${plain.url}/token` } }),
    });
    const context = await contextOf({ refuseInsecure: true });
    const client = new Gaxios({ ...context.bind(googleAdapter), retry: false });
    const thrown: unknown = await client.request({ url: front.url }).catch((error: unknown) => error);
    expect(explain(thrown, context)?.code).to.equal('ERR_INSECURE_REFUSED');
    expect(plain.heard.bytes).to.equal(0);
  });

  it('have no use for a user name and password', async () => {
    const context = await contextOf({ credentials: { username: 'a', password: 'b' } });
    const error = refusal(() => context.bind(googleAdapter));
    expect(error.code).to.equal('ERR_ADAPTER_CANNOT_HONOUR');
    expect(error.action).to.include('service account');
  });

  it('are refused where they share one agent per process: @google-cloud/storage', async () => {
    for (const settings of [{}, { tls: false, trust: {} }]) {
      const context = await contextOf(settings);
      const error = refusal(() => context.bind(googleStorageAdapter));
      expect(error.code).to.equal('ERR_ADAPTER_CANNOT_HONOUR');
      expect(error.message).to.include('@google-cloud/storage shares one agent per process');
    }
  });
});
