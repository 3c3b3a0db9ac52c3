import { connect } from 'node:net';
import { connect as connectSecurely } from 'node:tls';
import { expect } from 'chai';
import { startCqlDouble, TestAuthority } from '../../src/index.js';
import type { CqlDouble, ServerFault, TestLeaf } from '../../src/index.js';
import { codeOf, Uuid, withClient } from './stock-driver.js';

const KEYSPACE =
  "CREATE KEYSPACE shop WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}";
const TABLE = 'CREATE TABLE shop.events (id uuid, at timestamp, n int, what text, PRIMARY KEY (id, at))';
const INSERT = 'INSERT INTO shop.events (id, at, n, what) VALUES (?, ?, ?, ?)';
const prepared = { prepare: true };

describe('the CQL double', () => {
  let ca: TestAuthority;
  let leaf: TestLeaf;
  before(async () => {
    ca = await TestAuthority.create();
    leaf = await ca.issue();
  });
  const trusting = () => ({ sslOptions: { ca: ca.certificatePem, rejectUnauthorized: true } });
  const silence = (double: CqlDouble): Promise<void> =>
    double.until(() => double.connections.every(({ closed }) => closed));

  for (const secure of [false, true]) {
    for (const maxVersion of [3, 4, 0x42]) {
      it(`serves the stock driver from version ${maxVersion} on, ${secure ? 'over TLS' : 'in the clear'}`, async () => {
        await using double = await startCqlDouble(secure ? { tls: leaf.tls } : {});
        const options = { protocolOptions: { maxVersion }, ...(secure && trusting()) };
        await withClient(double, options, async (client) => {
          await client.execute(KEYSPACE);
          await client.execute(TABLE);
          const id = Uuid.random();
          await client.execute(INSERT, [id, new Date(5), 7, 'sold'], prepared);
          const { rows } = await client.execute('SELECT * FROM shop.events WHERE id = ?', [id], prepared);
          expect({ ...rows[0] }).to.deep.equal({ id, at: new Date(5), n: 7, what: 'sold' });
          expect(client.metadata.keyspaces).to.have.property('shop');
        });
        expect(double.heard.queries).to.include.members([KEYSPACE, TABLE, INSERT]);
        expect(double.heard.handshakes > 0).to.equal(secure);
        expect(double.stored('shop', 'events').map(({ what }) => String(what))).to.deep.equal(['sold']);
      });
    }
  }

  it('finds rows by equality, replaces those of one key, and knows the connection’s keyspace', async () => {
    await using double = await startCqlDouble();
    await withClient(double, {}, async (client) => {
      await client.execute(KEYSPACE);
      await client.execute(
        'CREATE TABLE IF NOT EXISTS shop.things (name text PRIMARY KEY, kind text, n int);',
      );
      await client.execute(
        'CREATE TABLE IF NOT EXISTS shop.things (name text PRIMARY KEY, kind text, n int)',
      );
      await client.execute('USE shop');
      const insert = 'INSERT INTO things (name, kind, n) VALUES (?, ?, ?)';
      for (const [name, kind, n] of [
        ['a', 'x', 1],
        ['b', 'x', 2],
        ['c', 'y', 3],
        ['a', 'y', 4],
      ]) {
        await client.execute(insert, [name, kind, n], prepared);
      }
      const names = async (cql: string, ...values: unknown[]): Promise<unknown[]> =>
        (await client.execute(cql, values, prepared)).rows.map((row) => row.get('name') as unknown);
      expect(await names('SELECT name, n FROM things')).to.have.members(['a', 'b', 'c']);
      expect(await names('SELECT name FROM things WHERE kind = ?', 'y')).to.have.members(['a', 'c']);
      expect(await names('SELECT name FROM things WHERE kind = ? AND n = ?', 'y', 4)).to.deep.equal(['a']);
      expect(await names("SELECT name FROM things WHERE kind = 'x'")).to.deep.equal(['b']);
      expect(await names('SELECT name FROM things LIMIT 2')).to.have.length(2);
      expect(await names('SELECT name FROM things WHERE kind = ?', null)).to.deep.equal([]);
    });
  });

  it('refuses what a server refuses', async () => {
    await using double = await startCqlDouble();
    await withClient(double, {}, async (client) => {
      const ask = (cql: string, values?: unknown[], options = {}) =>
        codeOf(client.execute(cql, values, options));
      await client.execute(KEYSPACE);
      await client.execute(TABLE);
      expect(await ask(KEYSPACE)).to.equal(0x2400);
      expect(await ask(TABLE)).to.equal(0x2400);
      expect(await ask('DROP TABLE shop.events')).to.equal(0x2000);
      expect(await ask('CREATE TABLE shop.wrong (id tuple PRIMARY KEY)')).to.equal(0x2000);
      expect(await ask('CREATE TABLE shop.wrong (id int)')).to.equal(0x2000);
      expect(await ask('SELECT * FROM nowhere')).to.equal(0x2200);
      expect(await ask('SELECT * FROM shop.nothing')).to.equal(0x2200);
      expect(await ask('SELECT odd FROM shop.events')).to.equal(0x2200);
      expect(await ask('SELECT * FROM shop.events WHERE n > 1')).to.equal(0x2000);
      expect(await ask('INSERT INTO shop.events (n) VALUES (?)', [1], prepared)).to.equal(0x2200);
      // The driver sends numbers as eight bytes where it does not know better.
      expect(await ask(INSERT, [Uuid.random(), new Date(), 7, 'x'])).to.equal(0x2200);
      expect(await ask(INSERT, [Uuid.random()])).to.equal(0x2200);
    });
    expect(double.stored('shop', 'events')).to.deep.equal([]);
  });

  it('presents several of them as one cluster with the same data', async () => {
    await using first = await startCqlDouble();
    await using second = await startCqlDouble({ host: '127.0.0.2', peer: first });
    await withClient(first, {}, async (client) => {
      await client.execute('SELECT key FROM system.local');
      const { rows } = await client.execute('SELECT peer, rpc_address FROM system.peers');
      expect(rows.map((row) => String(row.get('rpc_address')))).to.deep.equal(['127.0.0.2']);
      expect(client.hosts.values().map(({ address }) => address)).to.include.members([first.contactPoint]);
    });
    await withClient(second, {}, (client) => client.execute(KEYSPACE));
    await withClient(first, {}, (client) => client.execute(TABLE));
    expect(second.stored('shop', 'events')).to.deep.equal([]);
  });

  it('lets a test wait for a statement, and forget', async () => {
    await using double = await startCqlDouble();
    await withClient(double, {}, async (client) => {
      await client.connect();
      const next = double.nextQuery('cql_version');
      await client.execute('SELECT cql_version FROM system.local');
      expect((await next).closed).to.equal(false);
    });
    double.forget();
    expect(double.heard).to.deep.include({ queries: [], logins: [], authResponses: 0, bytes: 0 });
  });

  it('hangs up on what is not its protocol, such as a ClientHello on a plain port', async () => {
    await using double = await startCqlDouble();
    connect(double.port, double.host)
      .on('error', () => undefined)
      .write(Buffer.alloc(20, 0xff));
    expect((await double.nextClose()).clientHello).to.equal(false);
    connectSecurely(double.port, double.host).on('error', () => undefined);
    expect((await double.nextClose()).clientHello).to.equal(true);
    expect(double.heard.queries).to.deep.equal([]);
  });

  const codes: Readonly<Record<ServerFault, string>> = {
    'close-mid-handshake': 'ECONNRESET',
    plaintext: 'ERR_SSL_WRONG_VERSION_NUMBER',
    stall: 'Connection timeout',
    'late-alert': 'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA',
  };
  for (const fault of Object.keys(codes) as ServerFault[]) {
    it(`makes the stock driver fail by the fault "${fault}", and serves it again without`, async () => {
      await using double = await startCqlDouble({ tls: leaf.tls, fault });
      await withClient(double, trusting(), async (client) => {
        expect(await codeOf(client.connect())).to.equal(codes[fault]);
      });
      await silence(double);
      expect(double.heard).to.deep.include({ handshakes: 0, bytes: 0, queries: [] });
      double.fault = undefined;
      await withClient(double, trusting(), (client) => client.connect());
      expect(double.heard.handshakes).to.be.greaterThan(0);
    });
  }
});
