import { expect } from 'chai';
import { MongoClient } from 'mongodb';
import { explain, openSecurityContext, secure } from '@security-context/core';
import type { SecurityEvents } from '@security-context/core';
import { mongodbAdapter } from '@security-context/mongodb';
import { TestAuthority, TestFolder } from '@security-context/testkit';
import { requireMongoServer, startMongoServer, type MongoServer } from '../../servers/index.js';

describe('a login by name and password on a real server', function () {
  this.timeout(60_000);
  const stops: (() => Promise<void>)[] = [];
  let folder: TestFolder;
  let server: MongoServer;
  let ca: string;

  before(async function () {
    this.timeout(10 * 60_000);
    await requireMongoServer(this);
    const authority = await TestAuthority.create();
    folder = await TestFolder.create();
    stops.push(() => folder.remove());
    ca = await folder.write('ca.pem', authority.certificatePem);
    const login = { username: 'app', password: 'canary-p@ss' };
    server = await startMongoServer({ ...(await authority.issue()).tls, auth: login });
    stops.push(server.stop);
  });
  after(async () => {
    for (const stop of stops.reverse()) await stop();
  });

  async function find(bound: { url: string; options: object }): Promise<unknown> {
    const client = new MongoClient(bound.url, { ...bound.options, serverSelectionTimeoutMS: 2000 });
    return client
      .db('shop')
      .collection('orders')
      .findOne({})
      .finally(() => client.close());
  }

  it('comes from a password file', async () => {
    const { username = '', password = '' } = server.auth ?? {};
    const passwordFile = await folder.write('password', `${password}\n`);
    await using context = await openSecurityContext(
      {
        trust: { anchors: [ca] },
        credentials: { username, passwordFile },
        reload: { quietMs: 10, pollMs: 20 },
      },
      { env: {} },
    );
    await find(context.bind(mongodbAdapter, { url: server.url }));
    const frozen = new Promise<SecurityEvents['credentials-frozen']>((resolve) =>
      context.once('credentials-frozen', resolve),
    );
    await folder.write('password', 'another');
    expect(await frozen).to.deep.equal({ generation: 2, drivers: ['mongodb'] });
  });

  it('comes from the URL, percent-encoded', async () => {
    const { username = '', password = '' } = server.auth ?? {};
    const login = `${encodeURIComponent(username)}:${encodeURIComponent(password)}@`;
    const url = `${server.url.replace('//', `//${login}`)}&authSource=admin&tlsCAFile=${encodeURIComponent(ca)}`;
    const orders = await secure(mongodbAdapter, { url }, { env: {} });
    expect(orders.url).not.to.include('canary');
    await find(orders);
    await orders.context.close();
  });

  it('is explained when the server refuses it, without naming the password', async () => {
    const credentials = { username: 'app', password: 'canary-wrong' };
    await using context = await openSecurityContext(
      { trust: { anchors: [ca] }, credentials, reload: false },
      { env: {} },
    );
    const error: unknown = await find(context.bind(mongodbAdapter, { url: server.url })).catch(
      (thrown: unknown) => thrown,
    );
    const problem = explain(error, context);
    expect(problem?.code).to.equal('ERR_IDENTITY_REFUSED');
    expect(JSON.stringify(problem)).not.to.include('canary');
  });
});
