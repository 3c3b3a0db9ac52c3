import { ClientSecretCredential } from '@azure/identity';
import {
  createDefaultHttpClient,
  createPipelineFromOptions,
  createPipelineRequest,
} from '@azure/core-rest-pipeline';
import { AnonymousCredential, BlobServiceClient } from '@azure/storage-blob';
import { explain, openSecurityContext } from '@security-context/core';
import type { SecurityContext, SecuritySettings } from '@security-context/core';
import { azureAdapter } from '@security-context/cloud/azure';
import { startAzureDouble, startHttpDouble, TestAuthority } from '@security-context/testkit';
import type { AzureDouble } from '@security-context/testkit';
import { expect } from 'chai';
import { blobs } from './clouds.js';
import { refusal } from './refusal.js';

describe('the Azure SDK under a context', () => {
  let ca: TestAuthority;
  let server: AzureDouble;
  const open: AsyncDisposable[] = [];
  before(async () => {
    ca = await TestAuthority.create();
    server = await startAzureDouble({ tls: (await ca.issue()).tls });
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

  it('stores and gives back', async () => {
    const bound = (await contextOf()).bind(azureAdapter);
    const container = new BlobServiceClient(
      server.accountUrl,
      new AnonymousCredential(),
      bound,
    ).getContainerClient('archive');
    await container.create();
    await container.getBlockBlobClient('a').upload('hello', 5);
    expect((await container.getBlockBlobClient('a').downloadToBuffer()).toString()).to.equal('hello');
    expect(server.connections.every(({ secure }) => secure)).to.equal(true);
  });

  it('keeps to the context in retries and redirects', async () => {
    const answers = [503, 307, 200];
    await using flaky = await startHttpDouble({
      tls: (await ca.issue()).tls,
      answer: () => ({
        status: answers.shift() ?? 200,
        headers: { location: '/again', 'retry-after-ms': '1' },
      }),
    });
    const bound = (await contextOf()).bind(azureAdapter);
    const pipeline = createPipelineFromOptions({ ...bound, retryOptions: { retryDelayInMs: 1 } });
    const request = createPipelineRequest({ url: flaky.url });
    const { status } = await pipeline.sendRequest(createDefaultHttpClient(), request);
    expect(status).to.equal(200);
    expect(flaky.heard.requests.map(({ path }) => path)).to.deep.equal(['/', '/', '/again']);
  });

  it('asks for tokens through the context', async () => {
    const bound = (await contextOf()).bind(azureAdapter);
    const credential = new ClientSecretCredential('tenant', 'client', 'secret', {
      ...bound,
      authorityHost: server.url,
      disableInstanceDiscovery: true,
    });
    const service = new BlobServiceClient(server.accountUrl, credential, bound);
    await service.getContainerClient('archive').createIfNotExists();
    const paths = server.heard.requests.map(({ path }) => path.replace(/\?.*/, ''));
    expect(paths).to.deep.equal([
      '/tenant/v2.0/.well-known/openid-configuration',
      '/tenant/oauth2/v2.0/token',
      '/account/archive',
    ]);
  });

  it('sends an untrusted token authority nothing', async () => {
    const bound = (await contextOf()).bind(azureAdapter);
    await using authority = await startAzureDouble({
      tls: (await (await TestAuthority.create()).issue()).tls,
    });
    const credential = new ClientSecretCredential('tenant', 'client', 'secret', {
      ...bound,
      authorityHost: authority.url,
      disableInstanceDiscovery: true,
      retryOptions: { maxRetries: 0 },
    });
    const failed = await credential.getToken('scope').then(
      () => false,
      () => true,
    );
    expect(failed).to.equal(true);
    expect(authority.heard.clientHellos).to.be.greaterThan(0);
    expect(authority.heard.bytes).to.equal(0);
  });

  it('speaks to http: end points in a context without TLS', async () => {
    await using plain = await startAzureDouble();
    const context = await contextOf({ tls: false, trust: {} });
    await blobs(context.bind(azureAdapter), plain.accountUrl).getContainerClient('archive').create();
    expect(plain.heard.requests).to.have.length(1);
  });

  it('sends http: end points nothing in a context with TLS, and says what to do', async () => {
    await using plain = await startAzureDouble();
    const context = await contextOf();
    const container = blobs(context.bind(azureAdapter), plain.accountUrl).getContainerClient('archive');
    const thrown: unknown = await container.create().catch((error: unknown) => error);
    const problem = explain(thrown, context);
    expect(problem?.code).to.equal('ERR_SETTING_CONFLICT');
    expect(problem?.action).to.include('tls: false');
    expect(plain.heard.connections).to.equal(0);
  });

  it('has no use for a user name and password', async () => {
    const context = await contextOf({ credentials: { username: 'a', password: 'b' } });
    const error = refusal(() => context.bind(azureAdapter));
    expect(error.code).to.equal('ERR_ADAPTER_CANNOT_HONOUR');
    expect(error.action).to.include('account key');
  });
});
