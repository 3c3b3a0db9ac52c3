import { CreateBucketCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import { explain, openSecurityContext } from '@security-context/core';
import type { SecurityContext, SecuritySettings } from '@security-context/core';
import { awsAdapter } from '@security-context/cloud/aws';
import { startAwsDouble, startTestServer, TestAuthority, TestFolder } from '@security-context/testkit';
import type { AwsDouble } from '@security-context/testkit';
import { expect } from 'chai';
import { s3 } from './clouds.js';
import { refusal } from './refusal.js';

describe('the AWS SDK under a context', () => {
  let ca: TestAuthority;
  let server: AwsDouble;
  const open: AsyncDisposable[] = [];
  before(async () => {
    ca = await TestAuthority.create();
    server = await startAwsDouble({ tls: (await ca.issue()).tls });
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
  const make = new CreateBucketCommand({ Bucket: 'archive' });

  it('stores and gives back', async () => {
    const client = s3((await contextOf()).bind(awsAdapter), server.url);
    await client.send(make);
    await client.send(new PutObjectCommand({ Bucket: 'archive', Key: 'a', Body: 'hello' }));
    const { Body } = await client.send(new GetObjectCommand({ Bucket: 'archive', Key: 'a' }));
    expect(await Body?.transformToString()).to.equal('hello');
    expect(server.connections).to.have.length(1);
    client.destroy();
  });

  it('signs with the login of the context, and with a changed password file from the next request on', async () => {
    await using folder = await TestFolder.create();
    const passwordFile = await folder.write('key', 'first\n');
    const context = await contextOf({ credentials: { username: 'AKIACONTEXT', passwordFile } });
    const bound = context.bind(awsAdapter);
    const client = s3(bound, server.url);
    await client.send(make);
    expect(server.accessKeys).to.deep.equal(['AKIACONTEXT']);
    expect(await bound.credentials?.()).to.include({ secretAccessKey: 'first' });
    await folder.replace('key', 'second\n');
    await context.reload();
    expect(await bound.credentials?.()).to.include({ secretAccessKey: 'second' });
    client.destroy();
  });

  it('asks a credential source for each request', async () => {
    let asked = 0;
    const credentials = () => ({ username: `AKIA${++asked}`, password: 'x' });
    const client = s3((await contextOf({ credentials })).bind(awsAdapter), server.url);
    await client.send(make);
    await client.send(make);
    expect(new Set(server.accessKeys).size).to.equal(2);
    client.destroy();
  });

  it('tells of a credential source that fails, and sends nothing', async () => {
    const context = await contextOf({
      credentials: () => {
        throw new Error('on purpose');
      },
    });
    const client = s3(context.bind(awsAdapter), server.url);
    const thrown: unknown = await client.send(make).catch((error: unknown) => error);
    expect(explain(thrown, context)?.code).to.equal('ERR_CREDENTIALS_UNAVAILABLE');
    expect(server.heard.bytes).to.equal(0);
    client.destroy();
  });

  for (const word of ['mechanism', 'authenticator']) {
    it(`refuses a login with a word the SDK has no use for: ${word}`, async () => {
      const context = await contextOf({ credentials: { username: 'a', password: 'b', [word]: 'PLAIN' } });
      const error = refusal(() => context.bind(awsAdapter));
      expect(error.code).to.equal('ERR_ADAPTER_CANNOT_HONOUR');
      expect(error.place).to.equal(`credentials.${word}`);
    });
  }

  it('asks STS through the context too: providers take over the client’s own handler', async () => {
    await using sts = await startAwsDouble({ tls: (await ca.issue()).tls });
    const context = await contextOf();
    const credentials = fromTemporaryCredentials({
      masterCredentials: { accessKeyId: 'AKIAMASTER', secretAccessKey: 'x' },
      params: { RoleArn: 'arn:aws:iam::123456789012:role/app', RoleSessionName: 'test' },
      clientConfig: { endpoint: sts.url, region: 'eu-west-1' },
    });
    const client = s3({ ...context.bind(awsAdapter), credentials }, server.url);
    await client.send(make);
    expect(sts.accessKeys).to.deep.equal(['AKIAMASTER']);
    expect(server.accessKeys).to.deep.equal(['ASIADOUBLE']);
    client.destroy();
  });

  it('sends an untrusted STS nothing', async () => {
    await using sts = await startAwsDouble({ tls: (await (await TestAuthority.create()).issue()).tls });
    const context = await contextOf();
    const credentials = fromTemporaryCredentials({
      masterCredentials: { accessKeyId: 'AKIAMASTER', secretAccessKey: 'x' },
      params: { RoleArn: 'arn:aws:iam::123456789012:role/app', RoleSessionName: 'test' },
      clientConfig: { endpoint: sts.url, region: 'eu-west-1', maxAttempts: 1 },
    });
    const client = s3({ ...context.bind(awsAdapter), credentials }, server.url);
    const thrown: unknown = await client.send(make).catch((error: unknown) => error);
    expect(explain(thrown, context)?.code).to.equal('ERR_PEER_UNTRUSTED');
    expect(sts.heard.bytes + server.heard.bytes).to.equal(0);
    client.destroy();
  });

  it('is not disturbed when another client of the context is destroyed', async () => {
    const context = await contextOf();
    let held = Promise.resolve();
    await using slow = await startTestServer({
      tls: (await ca.issue()).tls,
      answer: (stream) => {
        const answer = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n';
        stream.on('data', () => void held.then(() => stream.write(answer)));
      },
    });
    const url = `https://localhost:${slow.port}`;
    const [busy, other] = [s3(context.bind(awsAdapter), url), s3(context.bind(awsAdapter), url)];
    await other.send(make);
    let release = (): void => undefined;
    held = new Promise((resolve) => (release = resolve));
    slow.forget();
    const before = slow.heard.bytes;
    const answer = busy.send(make);
    await slow.until(() => slow.heard.bytes > before);
    other.destroy();
    release();
    expect((await answer).$metadata.httpStatusCode).to.equal(200);
    busy.destroy();
  });

  it('refuses https: where the context speaks no TLS', async () => {
    const context = await contextOf({ tls: false, trust: {} });
    const client = s3(context.bind(awsAdapter), server.url);
    const thrown: unknown = await client.send(make).catch((error: unknown) => error);
    expect(explain(thrown, context)?.code).to.equal('ERR_SETTING_CONFLICT');
    expect(server.heard.connections).to.equal(0);
    client.destroy();
  });

  it('speaks to http: end points only where that may be', async () => {
    await using plain = await startAwsDouble();
    const context = await contextOf({ refuseInsecure: true });
    const client = s3(context.bind(awsAdapter), plain.url);
    const thrown: unknown = await client.send(make).catch((error: unknown) => error);
    expect(explain(thrown, context)?.code).to.equal('ERR_INSECURE_REFUSED');
    expect(plain.heard.bytes).to.equal(0);
    client.destroy();
  });
});
