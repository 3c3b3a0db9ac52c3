import { TestFolder } from '@security-context/testkit';
import { expect } from 'chai';
import { MongoClient } from 'mongodb';
import type { MongoClientOptions } from 'mongodb';
import { requireMongoServer, startMongoServer } from '../../servers/index.js';
import type { MongoServer } from '../../servers/index.js';
import { makeCertificates } from './certificates.js';
import type { Certificates } from './certificates.js';
import { BUILD_MS, REFUSALS } from './expectations.js';

describe('the real MongoDB of the integration tests', () => {
  let certificates: Certificates;
  let folder: TestFolder;
  let server: MongoServer | undefined;

  before(async function () {
    this.timeout(BUILD_MS);
    await requireMongoServer(this);
    certificates = await makeCertificates();
  });
  beforeEach(async () => {
    folder = await TestFolder.create();
  });
  afterEach(async () => {
    await server?.stop();
    await folder.remove();
  });

  async function withClient<T>(
    options: MongoClientOptions,
    work: (client: MongoClient) => Promise<T>,
  ): Promise<T> {
    if (!server) throw new Error('no server was started');
    const { ca } = certificates;
    const client = new MongoClient(server.url, { tls: true, ca, ...options });
    return work(client).finally(() => client.close());
  }

  it('answers a client whose certificate its CA has signed', async () => {
    server = await startMongoServer({ ...certificates.server, ca: certificates.ca });
    const answer = await withClient(certificates.client, (client) => client.db('test').command({ ping: 1 }));
    expect(answer).to.include({ ok: 1 });
  });

  it('refuses a client without a certificate when it was given a CA', async () => {
    server = await startMongoServer({ ...certificates.server, ca: certificates.ca });
    const error = await withClient({ serverSelectionTimeoutMS: 500 }, (client) =>
      client.db('test').command({ ping: 1 }),
    ).catch((e: unknown) => e);
    expect(error).to.have.nested.property('cause.cause.code').oneOf(REFUSALS);
  });

  it('asks for no certificate when it was given no CA', async () => {
    server = await startMongoServer(certificates.server);
    const answer = await withClient({}, (client) => client.db('test').command({ ping: 1 }));
    expect(answer).to.include({ ok: 1 });
  });

  it('keeps its data and its login in a data folder for the server started after it', async () => {
    const options = {
      ...certificates.server,
      auth: { username: 'user', password: 'pass' },
      dataFolder: folder.path('data'),
    };
    const database = `servers_${String(process.pid)}`;
    server = await startMongoServer(options);
    const { auth } = server;
    await withClient({ ...(auth && { auth }) }, (client) =>
      client.db(database).collection('c').insertOne({ kept: 1 }),
    );
    await server.stop();

    server = await startMongoServer(options);
    const found = await withClient({ ...(auth && { auth }) }, (client) =>
      client.db(database).collection('c').findOne({ kept: 1 }),
    );
    expect(found).to.have.property('kept', 1);
  });

  it('knows no login but the one it was given', async () => {
    server = await startMongoServer({ ...certificates.server, auth: { username: 'user', password: 'pass' } });
    const error = await withClient({ auth: { username: 'user', password: 'wrong' } }, (client) =>
      client.db('test').collection('c').findOne({}),
    ).catch((e: unknown) => e);
    expect(error).to.have.property('code', 18);
  });
});
