import { expect } from 'chai';
import { MongoClient } from 'mongodb';
import { explain, openSecurityContext } from '@security-context/core';
import type { SecurityContext } from '@security-context/core';
import { mongodbAdapter } from '@security-context/mongodb';
import { TestAuthority, TestFolder } from '@security-context/testkit';
import { requireMongoServer, startMongoServer } from '../../servers/index.js';
import { TcpSwitch } from '../../servers/tcp-switch.js';
import { Traffic } from '../../soak/traffic.js';

const quick = { quietMs: 20, pollMs: 50 };

describe('the stock mongodb driver on a real server that demands client certificates', function () {
  this.timeout(60_000);
  let oldCa: TestAuthority;
  let newCa: TestAuthority;
  let folder: TestFolder;
  const stops: (() => Promise<void>)[] = [];

  before(async function () {
    this.timeout(10 * 60_000);
    await requireMongoServer(this);
  });
  beforeEach(async () => {
    [oldCa, newCa] = await Promise.all([TestAuthority.create(), TestAuthority.create()]);
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

  async function startServer(authority: TestAuthority, ca: string): Promise<number> {
    const server = await startMongoServer({
      ...(await authority.issue()).tls,
      ca,
      dataFolder: folder.path('data'),
    });
    stops.push(server.stop);
    return server.port;
  }

  async function open(settings: Parameters<typeof openSecurityContext>[0] = {}): Promise<SecurityContext> {
    const context = await openSecurityContext(
      {
        trust: { anchors: [folder.path('ca.pem')] },
        identity: { certificateKeyFile: folder.path('app.pem') },
        reload: quick,
        ...settings,
      },
      { env: {} },
    );
    stops.push(() => context.close());
    return context;
  }

  function client(context: SecurityContext, port: number, options: object = {}): MongoClient {
    const bound = context.bind(mongodbAdapter, {
      url: `mongodb://localhost:${port}/?directConnection=true`,
      options,
    });
    const made = new MongoClient(bound.url, bound.options);
    stops.push(() => made.close());
    return made;
  }

  async function refusal(context: SecurityContext, port: number): Promise<string | undefined> {
    const error: unknown = await client(context, port, { serverSelectionTimeoutMS: 500 })
      .db('shop')
      .command({ ping: 1 })
      .catch((thrown: unknown) => thrown);
    return explain(error, context)?.code;
  }

  it('connects, inserts and finds', async () => {
    const port = await startServer(oldCa, oldCa.certificatePem);
    const orders = client(await open(), port)
      .db('shop')
      .collection('orders');
    const { insertedId } = await orders.insertOne({ item: 'lamp' });
    expect(await orders.findOne({ _id: insertedId })).to.include({ item: 'lamp' });
  });

  it('rotates client certificate and CA under load without one failed operation', async () => {
    const both = oldCa.certificatePem + newCa.certificatePem;
    const first = await startServer(oldCa, both);
    await using moving = await TcpSwitch.open(first);
    const context = await open();
    const traffic = new Traffic(client(context, moving.port, { maxIdleTimeMS: 20 })).start();
    const change = async (name: string, content: string): Promise<void> => {
      const rotated = new Promise((resolve) => context.once('rotated', resolve));
      await folder.replace(name, content);
      await rotated;
      const opened = traffic.connections;
      await traffic.handshakesEnd();
      while (traffic.connections < opened + 3) await new Promise((resolve) => setTimeout(resolve, 5));
    };
    await change('ca.pem', both);
    moving.target = await startServer(newCa, both);
    await change('app.pem', await clientPem(newCa, 'renewed'));
    await change('ca.pem', newCa.certificatePem);
    await traffic.stop();
    expect(traffic.failures).to.deep.equal([]);
    expect(traffic.operations).to.be.greaterThan(20);
    expect(context.generation).to.equal(4);
    expect(context.status().identity?.subject).to.equal('CN=renewed');
    expect(await refusal(context, first)).to.equal('ERR_PEER_UNTRUSTED');
  });

  it('refuses a server of another CA', async () => {
    const port = await startServer(oldCa, oldCa.certificatePem);
    await folder.write('ca.pem', newCa.certificatePem);
    expect(await refusal(await open(), port)).to.equal('ERR_PEER_UNTRUSTED');
  });

  it('refuses a server that is named otherwise', async () => {
    const port = await startServer(oldCa, oldCa.certificatePem);
    const context = await open({ peer: { servername: 'db.example' } });
    expect(await refusal(context, port)).to.equal('ERR_PEER_NAME_MISMATCH');
  });

  it('is refused without a client certificate, and with one of another CA', async () => {
    const port = await startServer(oldCa, oldCa.certificatePem);
    const trust = { anchors: [folder.path('ca.pem')] };
    await using without = await openSecurityContext({ trust, reload: false }, { env: {} });
    // The alert can lose a race against the closed connection.
    const refusals = ['ERR_IDENTITY_REFUSED', 'ERR_PEER_UNREACHABLE'];
    expect(await refusal(without, port)).to.be.oneOf(refusals);
    await folder.write('app.pem', await clientPem(newCa, 'stranger'));
    expect(await refusal(await open(), port)).to.be.oneOf(refusals);
  });
});
