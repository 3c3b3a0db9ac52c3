import { Agent } from 'node:https';
import { CreateBucketCommand, ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { BlobServiceClient, StorageSharedKeyCredential } from '@azure/storage-blob';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { expect } from 'chai';
import { Gaxios } from 'gaxios';
import { requireServer, startAws, startAzure, startGoogle } from '../../servers/index.js';
import type { AzureServer, CloudServer, ServerPem } from '../../servers/index.js';
import { makeCertificates } from './certificates.js';
import type { Certificates } from './certificates.js';
import { BUILD_MS, expectNoProcess, shown } from './expectations.js';

interface ClientTls extends Partial<ServerPem> {
  readonly ca: string;
}

/** Each makes something at its cloud with a stock client, and gives the names of what is there. */
const CLOUDS = [
  {
    name: 'aws',
    what: 'S3',
    start: startAws,
    ask: async ({ url }: CloudServer, tls: ClientTls) => {
      const client = new S3Client({
        endpoint: url,
        region: 'us-east-1',
        credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
        forcePathStyle: true,
        maxAttempts: 1,
        requestHandler: new NodeHttpHandler({ httpsAgent: new Agent(tls) }),
      });
      try {
        await client.send(new CreateBucketCommand({ Bucket: 'kept' }));
        const { Buckets = [] } = await client.send(new ListBucketsCommand({}));
        return Buckets.map(({ Name }) => Name);
      } finally {
        client.destroy();
      }
    },
  },
  {
    name: 'azure',
    what: "Azure's blob storage",
    start: startAzure,
    ask: async (server: CloudServer, tls: ClientTls) => {
      const { name, key } = (server as AzureServer).account;
      const client = new BlobServiceClient(
        `${server.url}/${name}`,
        new StorageSharedKeyCredential(name, key),
        { agent: new Agent(tls), retryOptions: { maxTries: 1 } } as object,
      );
      await client.createContainer('kept');
      const { value } = (await client.listContainers().byPage().next()) as {
        value: { containerItems: { name: string }[] };
      };
      return value.containerItems.map((item) => item.name);
    },
  },
  {
    name: 'google',
    what: "Google's storage",
    start: startGoogle,
    ask: async ({ url }: CloudServer, tls: ClientTls) => {
      const client = new Gaxios({ baseURL: url, agent: new Agent(tls) });
      await client.request({ url: '/storage/v1/b?project=test', method: 'POST', data: { name: 'kept' } });
      const { data } = await client.request<{ items: { name: string }[] }>({
        url: '/storage/v1/b?project=test',
      });
      return data.items.map((item) => item.name);
    },
  },
] as const;

for (const { name, what, start, ask } of CLOUDS) {
  describe(`the double of ${what}`, function () {
    this.timeout(60_000);
    let certificates: Certificates;
    let server: CloudServer;

    before(async function () {
      this.timeout(BUILD_MS);
      await requireServer(this, name);
      certificates = await makeCertificates();
      server = await start({ ...certificates.server, ca: certificates.ca });
    });
    after(() => (server as CloudServer | undefined)?.stop());

    it('is not heard by a client without a certificate', async () => {
      const { ca } = certificates;
      const error = await ask(server, { ca }).catch((e: unknown) => e);
      expect(error).to.be.an('error');
      expect(server.heard).to.include({ bytes: 0, handshakes: 0 });
    });

    it('answers a client whose certificate its CA has signed, and tells whose it was', async () => {
      const { ca, client } = certificates;
      expect(await ask(server, { ca, ...client })).to.include('kept');
      expect(server.clientSubjects).to.include('CN=app');
    });

    it('shows its new certificate to the next connection', async () => {
      const next = await certificates.authority.issue();
      server.setCertificates(next.tls);
      expect(await shown(server.port)).to.equal(next.fingerprint256);
    });

    it('stops and leaves no process', async () => {
      await server.stop();
      expectNoProcess(server.pid);
    });
  });
}
