import { Double, Long } from 'bson';
import { expect } from 'chai';
import { connect } from 'node:net';
import { connect as connectSecurely } from 'node:tls';
import type { MongoClientOptions } from 'mongodb';
import { TestAuthority, startMongoDouble } from '../src/index.js';
import type { MongoDouble, ServerFault, TestLeaf } from '../src/index.js';
import { codeOf, withClient } from './mongo-client.js';

describe('the MongoDB double', () => {
  let ca: TestAuthority;
  let leaf: TestLeaf;
  before(async () => {
    ca = await TestAuthority.create();
    leaf = await ca.issue();
  });
  const trusting = (): MongoClientOptions => ({ tls: true, ca: ca.certificatePem });
  /** For a client that must fail: it gives up soon. */
  const impatient = (): MongoClientOptions => ({
    ...trusting(),
    serverSelectionTimeoutMS: 200,
    connectTimeoutMS: 100,
  });
  /** Everything the clients had to say has then been heard. */
  const silence = (server: MongoDouble): Promise<void> =>
    server.until(() => server.connections.every(({ closed }) => closed));

  for (const secure of [false, true]) {
    it(`serves the stock driver ${secure ? 'over TLS' : 'in the clear'}`, async () => {
      await using server = await startMongoDouble(secure ? { tls: leaf.tls } : {});
      await withClient(server.url, secure ? trusting() : {}, async (client) => {
        expect(await client.db('admin').command({ ping: 1 })).to.deep.equal({ ok: 1 });
        const orders = client.db('shop').collection('orders');
        const { insertedId } = await orders.insertOne({ item: 'tea', count: 2, price: new Double(3) });
        expect(await orders.findOne({ _id: insertedId })).to.include({ item: 'tea', count: 2 });
      });
      expect(server.heard.commands).to.include.members(['ismaster', 'ping', 'insert', 'find']);
      expect(server.heard.handshakes > 0).to.equal(secure);
      expect(server.heard.bytes).to.be.greaterThan(0);
    });
  }

  it('finds what was stored by equality, and keeps the numbers’ types', async () => {
    await using server = await startMongoDouble();
    await withClient(server.url, {}, async (client) => {
      const things = client.db('shop').collection('things');
      await things.insertMany([
        { kind: 'a', n: 1 },
        { kind: 'b', n: new Double(2) },
        { kind: 'a', n: Long.fromString('9007199254740993') },
      ]);
      const kinds = await things.find({ kind: 'a' }, { promoteLongs: false }).toArray();
      expect(kinds.map(({ n }) => String(n))).to.deep.equal(['1', '9007199254740993']);
      expect(await things.find({ kind: 'a', n: 1 }).toArray()).to.have.length(1);
      expect(await things.findOne({ kind: 'c' })).to.equal(null);
      expect(await things.find().skip(1).limit(1).toArray()).to.have.length(1);
    });
    expect(server.stored('shop.things').map(({ kind }) => kind as string)).to.deep.equal(['a', 'b', 'a']);
    expect(server.stored('shop.things')[1]?.n).to.deep.equal(new Double(2));
  });

  it('hands out large results in batches', async () => {
    await using server = await startMongoDouble();
    await withClient(server.url, {}, async (client) => {
      const numbers = client.db('shop').collection('numbers');
      await numbers.insertMany(Array.from({ length: 250 }, (_, n) => ({ n })));
      expect((await numbers.find().toArray()).map(({ n }) => n as number)).to.deep.equal([
        ...Array(250).keys(),
      ]);
      expect(await numbers.find({}, { batchSize: 10 }).toArray()).to.have.length(250);
      const cursor = numbers.find({}, { batchSize: 5 });
      await cursor.next();
      await cursor.close();
    });
    expect(server.heard.commands).to.include.members(['getMore', 'killCursors']);
  });

  it('refuses a second document with the same _id, and commands it does not know', async () => {
    await using server = await startMongoDouble();
    await withClient(server.url, {}, async (client) => {
      const things = client.db('shop').collection<{ _id: number }>('things');
      await things.insertOne({ _id: 1 });
      expect(await codeOf(things.insertOne({ _id: 1 }))).to.equal(11000);
      expect(await codeOf(client.db('shop').command({ shutdown: 1 }))).to.equal(59);
      expect(await codeOf(client.db('shop').command({ toString: 1 }))).to.equal(59);
      await things.insertOne({ _id: 2 }, { writeConcern: { w: 0 } });
      await server.until(() => server.stored('shop.things').length === 2);
    });
  });

  it('presents itself as the primary of a replica set, under the names it is told', async () => {
    const replicaSet = { setName: 'rs0', hosts: ['localhost'] };
    await using server = await startMongoDouble({ tls: leaf.tls, replicaSet });
    await withClient(`${server.url}?replicaSet=rs0`, trusting(), async (client) => {
      await client
        .db('shop')
        .collection('things')
        .insertOne({ n: 1 }, { writeConcern: { w: 'majority' } });
      const seen = await client.db('admin').command({ hello: 1 });
      expect(seen).to.deep.include({ setName: 'rs0', hosts: [`localhost:${server.port}`] });
    });
    expect(server.connections.at(-1)?.servername).to.equal('localhost');
    await withClient(`${server.url}?replicaSet=other`, impatient(), async (client) => {
      expect(await codeOf(client.connect())).to.equal('MongoServerSelectionError');
    });
  });

  it('lets a test wait for a command, and for new connections', async () => {
    await using server = await startMongoDouble();
    await withClient(server.url, { minHeartbeatFrequencyMS: 20 }, async (client) => {
      const first = server.nextConnection();
      const ping = server.nextCommand('ping');
      await client.db('admin').command({ ping: 1 });
      expect((await first).id).to.equal(1);
      expect((await ping).closed).to.equal(false);
      server.forget();
      expect(server.heard.commands).to.deep.equal([]);
      await server.dropConnections();
      // The driver reads again on a new connection.
      await client.db('shop').collection('things').findOne();
      expect(server.connections.length).to.be.greaterThan(0);
    });
  });

  it('hangs up on what is not its protocol, such as a ClientHello on a plain port', async () => {
    await using server = await startMongoDouble();
    connect(server.port, server.host)
      .on('error', () => undefined)
      .write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    expect((await server.nextClose()).clientHello).to.equal(false);
    connectSecurely(server.port, server.host).on('error', () => undefined);
    expect((await server.nextClose()).clientHello).to.equal(true);
    expect(server.heard.commands).to.deep.equal([]);
  });

  const codes: Readonly<Record<ServerFault, string>> = {
    'close-mid-handshake': 'ECONNRESET',
    plaintext: 'ERR_SSL_WRONG_VERSION_NUMBER',
    stall: 'MongoNetworkTimeoutError',
    'late-alert': 'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA',
  };
  for (const fault of Object.keys(codes) as ServerFault[]) {
    it(`makes the stock driver fail by the fault "${fault}", and serves it again without`, async () => {
      await using server = await startMongoDouble({ tls: leaf.tls, fault });
      await withClient(server.url, impatient(), async (client) => {
        expect(await codeOf(client.connect())).to.equal(codes[fault]);
      });
      if (fault !== 'stall') await silence(server);
      expect(server.heard).to.deep.include({ handshakes: 0, bytes: 0, commands: [] });
      server.fault = undefined;
      await withClient(server.url, trusting(), async (client) => {
        await client.connect();
      });
      expect(server.heard.handshakes).to.be.greaterThan(0);
    });
  }

  it('shows a wrong certificate from now on, and hears no command of a driver that verifies', async () => {
    await using server = await startMongoDouble({ tls: leaf.tls });
    await withClient(server.url, trusting(), (client) => client.connect());
    await silence(server);
    server.forget();
    server.setSecureContext((await TestAuthority.create().then((other) => other.issue())).tls);
    await withClient(server.url, impatient(), async (client) => {
      expect(await codeOf(client.connect())).to.equal('UNABLE_TO_VERIFY_LEAF_SIGNATURE');
    });
    await silence(server);
    expect(server.heard.clientHellos).to.be.greaterThan(0);
    expect(server.heard).to.deep.include({ bytes: 0, commands: [] });
  });

  it('tells new connections of one client apart by its certificate', async () => {
    const tls = { ...leaf.tls, ca: ca.certificatePem, requestCert: true };
    await using server = await startMongoDouble({ tls });
    const leaves = [await ca.issue({ usage: 'client' }), await ca.issue({ usage: 'client' })];
    for (const { certificatePem, keyPem } of leaves) {
      const options = { ...trusting(), cert: certificatePem, key: keyPem };
      await withClient(server.url, options, (client) => client.db('a').command({ ping: 1 }));
    }
    const seen = new Set(server.connections.map(({ peer }) => peer?.fingerprint256));
    expect([...seen]).to.deep.equal(leaves.map(({ fingerprint256 }) => fingerprint256));
  });
});
