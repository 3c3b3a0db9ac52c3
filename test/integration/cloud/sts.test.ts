import { CreateBucketCommand, ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import { awsAdapter } from '@security-context/cloud/aws';
import { explain, openSecurityContext } from '@security-context/core';
import { TestAuthority } from '@security-context/testkit';
import type { TestLeaf } from '@security-context/testkit';
import { expect } from 'chai';
import { requireServer, startAws } from '../../servers/index.js';
import type { CloudServer } from '../../servers/index.js';

describe('temporary credentials of STS', function () {
  this.timeout(60_000);
  let ca: TestAuthority;
  let identity: TestLeaf;
  let server: CloudServer;

  before(async function () {
    this.timeout(10 * 60_000);
    await requireServer(this, 'aws');
    ca = await TestAuthority.create();
    identity = await ca.issue({ usage: 'client', commonName: 'app' });
    server = await startAws({ ...(await ca.issue()).tls, ca: ca.certificatePem });
  });
  after(() => (server as CloudServer | undefined)?.stop());
  beforeEach(() => server.heard.clear());

  async function reach(anchor: TestAuthority): Promise<{ code?: string | undefined }> {
    await using context = await openSecurityContext(
      {
        trust: { anchors: [{ pem: anchor.certificatePem }] },
        identity: { certificate: { pem: identity.chainPem }, key: { pem: identity.keyPem } },
        reload: false,
      },
      { env: {} },
    );
    const client = new S3Client({
      ...context.bind(awsAdapter),
      credentials: fromTemporaryCredentials({
        masterCredentials: { accessKeyId: 'test', secretAccessKey: 'test' },
        params: { RoleArn: 'arn:aws:iam::123456789012:role/app', RoleSessionName: 'test' },
        clientConfig: { endpoint: server.url, region: 'us-east-1', maxAttempts: 1 },
      }),
      endpoint: server.url,
      region: 'us-east-1',
      forcePathStyle: true,
      maxAttempts: 1,
    });
    try {
      await client.send(new CreateBucketCommand({ Bucket: 'roles' }));
      const { Buckets = [] } = await client.send(new ListBucketsCommand({}));
      expect(Buckets.map(({ Name }) => Name)).to.include('roles');
      return {};
    } catch (error) {
      return { code: explain(error, context)?.code };
    } finally {
      client.destroy();
    }
  }

  it('are asked for and used under one context: both show its client certificate', async () => {
    expect(await reach(ca)).to.deep.equal({});
    expect(new Set(server.clientSubjects)).to.deep.equal(new Set(['CN=app']));
  });

  it('are not asked of an untrusted STS', async () => {
    expect(await reach(await TestAuthority.create())).to.deep.equal({ code: 'ERR_PEER_UNTRUSTED' });
    expect(server.heard.bytes).to.equal(0);
  });
});
