import { text } from 'node:stream/consumers';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { AnonymousCredential, BlobServiceClient } from '@azure/storage-blob';
import { expect } from 'chai';
import { Gaxios } from 'gaxios';
import { startAwsDouble, startAzureDouble, startGoogleDouble } from '@security-context/testkit';

const NAME = 'reports/a b+c.txt';

describe('the AWS double', () => {
  it('creates a bucket, puts, lists, gets and deletes for the stock client', async () => {
    await using server = await startAwsDouble();
    const client = new S3Client({
      endpoint: server.url,
      region: 'eu-west-1',
      forcePathStyle: true,
      credentials: { accessKeyId: 'AKIATEST', secretAccessKey: 'x' },
      maxAttempts: 1,
    });
    const object = { Bucket: 'archive', Key: NAME };
    await client.send(new CreateBucketCommand({ Bucket: 'archive' }));
    await client.send(new PutObjectCommand({ ...object, Body: 'hello' }));
    expect(server.stored('archive', NAME)?.toString()).to.equal('hello');
    const listed = await client.send(new ListObjectsV2Command({ Bucket: 'archive' }));
    expect(listed.Contents?.map(({ Key }) => Key)).to.deep.equal([NAME]);
    const { Body } = await client.send(new GetObjectCommand(object));
    expect(await Body?.transformToString()).to.equal('hello');
    await client.send(new DeleteObjectCommand(object));
    const error: unknown = await client.send(new GetObjectCommand(object)).catch((thrown: unknown) => thrown);
    expect(error).to.have.property('name', 'NoSuchKey');
    expect(new Set(server.accessKeys)).to.deep.equal(new Set(['AKIATEST']));
    client.destroy();
  });

  it('gives temporary credentials', async () => {
    await using server = await startAwsDouble();
    const client = new STSClient({
      endpoint: server.url,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'AKIATEST', secretAccessKey: 'x' },
    });
    const role = { RoleArn: 'arn:aws:iam::123456789012:role/app', RoleSessionName: 'test' };
    const { Credentials } = await client.send(new AssumeRoleCommand(role));
    expect(Credentials).to.include({ AccessKeyId: 'ASIADOUBLE', SessionToken: 'token' });
    client.destroy();
  });
});

describe('the Azure double', () => {
  it('creates a container, puts, gets and deletes for the stock client', async () => {
    await using server = await startAzureDouble();
    const service = new BlobServiceClient(server.accountUrl, new AnonymousCredential(), {
      retryOptions: { maxTries: 1 },
      keepAliveOptions: { enable: false },
    });
    const container = service.getContainerClient('archive');
    await container.create();
    const blob = container.getBlockBlobClient(NAME);
    await blob.upload('hello', 5);
    expect(server.stored('archive', NAME)?.toString()).to.equal('hello');
    expect((await blob.downloadToBuffer()).toString()).to.equal('hello');
    await blob.delete();
    const error: unknown = await blob.download().catch((thrown: unknown) => thrown);
    expect(error).to.have.property('statusCode', 404);
    const gone: unknown = await blob.delete().catch((thrown: unknown) => thrown);
    expect(gone).to.have.property('code', 'BlobNotFound');
  });
});

describe('the Google double', () => {
  it('creates a bucket, uploads, reads and deletes', async () => {
    await using server = await startGoogleDouble();
    const client = new Gaxios({ baseURL: server.url, retry: false });
    const name = encodeURIComponent(NAME);
    await client.request({ url: '/storage/v1/b', method: 'POST', data: { name: 'archive' } });
    const upload = `/upload/storage/v1/b/archive/o?uploadType=media&name=${name}`;
    await client.request({ url: upload, method: 'POST', body: 'hello' });
    expect(server.stored('archive', NAME)?.toString()).to.equal('hello');
    const url = `/storage/v1/b/archive/o/${name}`;
    const { data } = await client.request<NodeJS.ReadableStream>({
      url: `${url}?alt=media`,
      responseType: 'stream',
    });
    expect(await text(data)).to.equal('hello');
    await client.request({ url, method: 'DELETE' });
    const error: unknown = await client.request({ url }).catch((thrown: unknown) => thrown);
    expect(error).to.have.property('status', 404);
  });

  it('gives tokens', async () => {
    await using server = await startGoogleDouble();
    const { data } = await new Gaxios().request<object>({ url: `${server.url}/token`, method: 'POST' });
    expect(data).to.include({ access_token: 'token' });
  });
});
