import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { Client, type ClientOptions } from 'cassandra-driver';
import { cassandraAdapter } from '@security-context/cassandra';
import { explain, openSecurityContext } from '@security-context/core';
import type { Credentials, SecurityContext, SecuritySettings } from '@security-context/core';
import { TestAuthority, TestFolder } from '@security-context/testkit';
import { requireServer, startCassandra } from '../../servers/index.js';
import type { CassandraServer } from '../../servers/index.js';
import { QueryLoad } from './query-load.js';

/** Settings that differ; `undefined` leaves one out. */
type Change = { readonly [Key in keyof SecuritySettings]?: SecuritySettings[Key] | undefined };

describe('the stock cassandra-driver on a real Cassandra that demands certificates and passwords', function () {
  this.timeout(60_000);
  let oldCa: TestAuthority;
  let newCa: TestAuthority;
  let server: CassandraServer;
  let admin: Client;
  let folder: TestFolder;
  const stops: (() => Promise<unknown>)[] = [];
  const ends: (() => Promise<unknown>)[] = [];

  before(async function () {
    this.timeout(10 * 60_000);
    await requireServer(this, 'cassandra');
    [oldCa, newCa] = await Promise.all([TestAuthority.create(), TestAuthority.create()]);
    const both = oldCa.certificatePem + newCa.certificatePem;
    server = await startCassandra({ ...(await oldCa.issue()).tls, ca: both });
    ends.push(() => server.stop());
    const { chainPem, keyPem } = await oldCa.issue({ usage: 'client', commonName: 'admin' });
    const context = await openSecurityContext(
      {
        trust: { anchors: [{ pem: both }] },
        identity: { certificate: { pem: chainPem }, key: { pem: keyPem } },
        credentials: server.auth,
        reload: false,
      },
      { env: {} },
    );
    ends.push(() => context.close());
    admin = new Client(options(context));
    ends.push(() => admin.shutdown());
    const keyspace = `WITH replication = { 'class': 'SimpleStrategy', 'replication_factor': 1 }`;
    await admin.execute(`CREATE KEYSPACE IF NOT EXISTS shop ${keyspace}`);
    await admin.execute('CREATE TABLE IF NOT EXISTS shop.events (id uuid PRIMARY KEY, what text)');
  });
  after(async () => {
    for (const end of ends.splice(0).reverse()) await end();
  });
  beforeEach(async () => {
    folder = await TestFolder.create();
    await folder.write('ca.pem', oldCa.certificatePem);
    await folder.write('app.pem', await clientPem(oldCa, 'app'));
  });
  afterEach(async () => {
    for (const stop of stops.splice(0).reverse()) await stop();
    await folder.remove();
  });

  async function clientPem(authority: TestAuthority, commonName: string): Promise<string> {
    return (await authority.issue({ usage: 'client', commonName })).combinedPem();
  }

  async function role(): Promise<Credentials> {
    const login = { username: `app_${randomUUID().slice(0, 8)}`, password: randomUUID() };
    await createRole(login);
    return login;
  }

  async function createRole({ username, password }: Credentials): Promise<void> {
    await admin.execute(`CREATE ROLE ${username} WITH PASSWORD = '${password}' AND LOGIN = true`);
  }

  async function open(change: Change = {}): Promise<SecurityContext> {
    const settings = {
      trust: { anchors: [folder.path('ca.pem')] },
      identity: { certificateKeyFile: folder.path('app.pem') },
      credentials: server.auth,
      reload: { quietMs: 20, pollMs: 50 },
      ...change,
    };
    const written = Object.entries(settings).filter(([, value]) => value !== undefined);
    const context = await openSecurityContext(Object.fromEntries(written), { env: {} });
    stops.push(() => context.close());
    return context;
  }

  function options(context: SecurityContext): ClientOptions {
    return context.bind(cassandraAdapter, {
      options: {
        contactPoints: [`${server.host}:${server.port}`],
        localDataCenter: 'datacenter1',
        socketOptions: { connectTimeout: 10_000 },
      },
    }).options;
  }

  /** What a client is refused with, as explain() has it. */
  async function refusal(settings: Change): Promise<string | undefined> {
    const context = await open(settings);
    const client = new Client(options(context));
    stops.push(() => client.shutdown());
    const error: unknown = await client.connect().then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    return explain(error, context)?.code;
  }

  it('connects, writes and reads', async () => {
    const client = new Client(options(await open()));
    stops.push(() => client.shutdown());
    const id = randomUUID();
    await client.execute('INSERT INTO shop.events (id, what) VALUES (?, ?)', [id, 'paid'], { prepare: true });
    const { rows } = await client.execute('SELECT what FROM shop.events WHERE id = ?', [id], {
      prepare: true,
    });
    expect(rows.map((row) => row.get('what') as unknown)).to.deep.equal(['paid']);
  });

  it('rotates client certificate, CA and login under load without one failed query', async () => {
    let login = await role();
    const first = login;
    // User and secret change as one: what a secret manager gives.
    const context = await open({ credentials: () => Promise.resolve(login) });
    await using load = new QueryLoad(options(context)).start();
    await load.connectsAnew(4);
    stops.push(async () => server.reloadCertificates((await oldCa.issue()).tls));
    const change = async (name: string, content: string): Promise<void> => {
      const rotated = new Promise((resolve) => context.once('rotated', resolve));
      await folder.replace(name, content);
      await rotated;
      await load.connectsAnew(4);
    };
    await change('ca.pem', oldCa.certificatePem + newCa.certificatePem);
    await server.reloadCertificates((await newCa.issue()).tls);
    await load.connectsAnew(4);
    await change('app.pem', await clientPem(newCa, 'renewed'));
    await change('ca.pem', newCa.certificatePem);
    login = await role();
    await load.connectsAnew(4);
    await admin.execute(`DROP ROLE ${first.username}`);
    await load.connectsAnew(4);
    await load.stop();
    expect(load.failures).to.deep.equal([]);
    expect(load.queries).to.be.greaterThan(100);
    expect(context.generation).to.equal(4);
    expect(context.status().identity?.subject).to.equal('CN=renewed');
    await folder.write('ca.pem', oldCa.certificatePem);
    expect(await refusal({})).to.equal('ERR_PEER_UNTRUSTED');
  });

  it('reads a password file for each connection, its line break aside', async () => {
    const { username, password } = await role();
    await folder.write('password', `${password}\n`);
    const context = await open({ credentials: { username, passwordFile: folder.path('password') } });
    const client = new Client(options(context));
    await client.connect();
    await client.shutdown();
    const renewed = randomUUID();
    // Cassandra lets a password be altered only after 5 s.
    await admin.execute(`DROP ROLE ${username}`);
    await createRole({ username, password: renewed });
    const rotated = new Promise((resolve) => context.once('rotated', resolve));
    await folder.replace('password', `${renewed}\n`);
    await rotated;
    const later = new Client(options(context));
    stops.push(() => later.shutdown());
    await later.connect();
  });

  it('is refused with a wrong password', async () => {
    const credentials = { username: server.auth.username, password: 'wrong' };
    expect(await refusal({ credentials })).to.equal('ERR_IDENTITY_REFUSED');
  });

  it('is refused without a login', async () => {
    expect(await refusal({ credentials: undefined })).to.equal('ERR_IDENTITY_REFUSED');
  });

  it('is refused without a client certificate, and with one of another CA', async () => {
    const trust = { anchors: [folder.path('ca.pem')] };
    const without = await openSecurityContext(
      { trust, credentials: server.auth, reload: false },
      { env: {} },
    );
    stops.push(() => without.close());
    const client = new Client(options(without));
    stops.push(() => client.shutdown());
    const error: unknown = await client.connect().catch((thrown: unknown) => thrown);
    // The alert can lose a race against the closed connection.
    const refusals = ['ERR_IDENTITY_REFUSED', 'ERR_PEER_UNREACHABLE'];
    expect(explain(error, without)?.code).to.be.oneOf(refusals);
    await folder.write('app.pem', await clientPem(await TestAuthority.create(), 'stranger'));
    expect(await refusal({})).to.be.oneOf(refusals);
  });

  it('refuses a server of another CA, and one that is named otherwise', async () => {
    expect(await refusal({ peer: { names: { '127.0.0.1': 'db.example' } } })).to.equal(
      'ERR_PEER_NAME_MISMATCH',
    );
    await folder.write('ca.pem', newCa.certificatePem);
    expect(await refusal({})).to.equal('ERR_PEER_UNTRUSTED');
  });
});
