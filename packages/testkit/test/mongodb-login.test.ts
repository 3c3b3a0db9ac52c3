import { expect } from 'chai';
import { inspect } from 'node:util';
import type { MongoClientOptions } from 'mongodb';
import { TestAuthority, startMongoDouble } from '../src/index.js';
import type { MongoDoubleOptions, MongoUser, TestLeaf } from '../src/index.js';
import { codeOf, withClient } from './mongo-client.js';

const password = 'a-p,=ss\u00e9wörd';

describe('login at the MongoDB double', () => {
  let ca: TestAuthority;
  let app: TestLeaf;
  let options: MongoDoubleOptions;
  before(async () => {
    ca = await TestAuthority.create();
    app = await ca.issue({ usage: 'client', commonName: 'app', organization: 'Example' });
    options = {
      tls: { ...(await ca.issue()).tls, ca: ca.certificatePem, requestCert: true, rejectUnauthorized: false },
      users: [{ username: 'us=er,1', password }, { subject: 'CN=app,O=Example' }],
    };
  });
  const client = (more: MongoClientOptions, leaf?: TestLeaf): MongoClientOptions => ({
    tls: true,
    ca: ca.certificatePem,
    ...(leaf === undefined ? {} : { cert: leaf.certificatePem, key: leaf.keyPem }),
    ...more,
  });

  /** Stores something as the client the options make, and tells the driver's error code. */
  async function store(
    url: string,
    more: MongoClientOptions,
    leaf?: TestLeaf,
  ): Promise<string | number | undefined> {
    let code: string | number | undefined;
    await withClient(url, client(more, leaf), async (mongo) => {
      code = await codeOf(mongo.db('shop').collection('orders').insertOne({ n: 1 }));
    });
    return code;
  }

  it('is needed for data once there are users', async () => {
    await using server = await startMongoDouble(options);
    expect(await store(server.url, {})).to.equal(13);
    await withClient(server.url, client({}), async (mongo) => {
      expect(await mongo.db('admin').command({ ping: 1 })).to.deep.equal({ ok: 1 });
    });
    expect(server.heard.logins).to.deep.equal([]);
  });

  it('by MONGODB-X509 takes the subject of the client certificate as user', async () => {
    await using server = await startMongoDouble(options);
    const x509 = { authMechanism: 'MONGODB-X509' } as const;
    expect(await store(server.url, x509, app)).to.equal(undefined);
    expect(server.heard.logins).to.deep.include({ mechanism: 'MONGODB-X509', user: 'CN=app,O=Example' });
    expect(await store(server.url, x509, await ca.issue({ usage: 'client', commonName: 'other' }))).to.equal(
      18,
    );
    expect(await store(server.url, x509)).to.equal(18);
    const named = (user: string): string => server.url.replace('//', `//${encodeURIComponent(user)}@`);
    expect(await store(named('CN=app,O=Example'), x509, app)).to.equal(undefined);
    expect(await store(named('CN=someone'), x509, app)).to.equal(18);
  });

  it('by MONGODB-X509 accepts every certificate if no users are configured', async () => {
    const { tls } = options;
    await using server = await startMongoDouble(tls === undefined ? {} : { tls });
    const leaf = await ca.issue({ usage: 'client', commonName: 'anyone' });
    expect(await store(server.url, { authMechanism: 'MONGODB-X509' }, leaf)).to.equal(undefined);
    expect(server.heard.logins[0]?.user).to.equal('CN=anyone');
  });

  for (const authMechanism of ['PLAIN', 'SCRAM-SHA-256', 'DEFAULT'] as const) {
    it(`by ${authMechanism} needs the right name and password`, async () => {
      await using server = await startMongoDouble(options);
      const as = (username: string, secret: string): MongoClientOptions => ({
        authMechanism,
        auth: { username, password: secret },
      });
      expect(await store(server.url, as('us=er,1', password))).to.equal(undefined);
      const mechanism = authMechanism === 'PLAIN' ? 'PLAIN' : 'SCRAM-SHA-256';
      expect(server.heard.logins[0]).to.deep.equal({ mechanism, user: 'us=er,1' });
      const logins = server.heard.logins.length;
      expect(await store(server.url, as('us=er,1', 'wrong'))).to.equal(18);
      expect(await store(server.url, as('nobody', password))).to.equal(18);
      expect(server.heard.logins).to.have.length(logins);
    });
  }

  it('refuses mechanisms it does not know', async () => {
    await using server = await startMongoDouble(options);
    const auth = { username: 'us=er,1', password };
    expect(await store(server.url, { authMechanism: 'SCRAM-SHA-1', auth })).to.equal(334);
  });

  it('keeps passwords out of what a printed server shows', async () => {
    const users: MongoUser[] = [{ username: 'u', password: 'unprintable' }];
    await using server = await startMongoDouble({ users });
    await withClient(server.url, { auth: { username: 'u', password: 'unprintable' } }, (mongo) =>
      mongo.connect(),
    );
    expect(inspect(server, { depth: 9, showHidden: true })).to.not.contain('unprintable');
  });
});
