import { expect } from 'chai';
import { startCrateDouble, TestAuthority, TestFolder } from '@security-context/testkit';
import { Customers } from '../../../examples/multi-database/test/customers.js';
import { RunningShop } from '../../../examples/multi-database/test/running-shop.js';
import { requireServer, startAws, startCassandra, startMongoServer } from '../../servers/index.js';

const SETTINGS = `
defaults:
  trust: { anchors: [ca.pem] }
  identity: { certificateKeyFile: app.pem }
  reload: { quietMs: 50, pollMs: 100 }
contexts:
  orders: { adapter: mongodb }
  events: { adapter: cassandra, credentials: { username: cassandra, passwordFile: events.password } }
  search: { adapter: cratedb, credentials: { username: shop, passwordFile: search.password } }
  archive: { adapter: aws, credentials: { username: SHOPKEY, passwordFile: archive.secret } }
`;

describe('the example with four databases, on real servers', function () {
  this.timeout(120_000);
  const stops: (() => Promise<unknown>)[] = [];

  before(async function () {
    this.timeout(10 * 60_000);
    for (const name of ['mongodb', 'cassandra', 'aws'] as const) await requireServer(this, name);
  });
  afterEach(async () => {
    for (const stop of stops.splice(0).reverse()) await stop();
  });

  async function clientPem(authority: TestAuthority, commonName: string): Promise<string> {
    return (await authority.issue({ usage: 'client', commonName })).combinedPem();
  }

  it('serves while client certificate, CA and server certificates are replaced, without one failed request', async () => {
    const [oldCa, newCa] = await Promise.all([TestAuthority.create(), TestAuthority.create()]);
    const both = oldCa.certificatePem + newCa.certificatePem;
    const folder = await TestFolder.create();
    stops.push(() => folder.remove());
    await folder.write('security.yaml', SETTINGS);
    await folder.write('ca.pem', oldCa.certificatePem);
    await folder.write('app.pem', await clientPem(oldCa, 'shop-1'));
    await folder.write('events.password', 'cassandra\n');
    await folder.write('search.password', 'search-password\n');
    await folder.write('archive.secret', 'archive-secret\n');

    const { tls } = await oldCa.issue();
    const users = [{ username: 'shop', password: 'search-password' }];
    const [mongodb, cassandra, aws, cratedb] = await Promise.all([
      startMongoServer({ ...tls, ca: both }),
      startCassandra({ ...tls, ca: both }),
      startAws({ ...tls, ca: both }),
      startCrateDouble({ tls: { ...tls, ca: both, requestCert: true }, users }),
    ]);
    stops.push(...[mongodb, cassandra, aws].map(({ stop }) => stop), () => cratedb.close());

    const shop = await RunningShop.start({
      SECURITY_CONTEXT_FILE: folder.path('security.yaml'),
      MONGODB_URL: mongodb.url,
      CASSANDRA_CONTACT_POINTS: `${cassandra.host}:${cassandra.port}`,
      CRATEDB_URL: cratedb.url,
      S3_ENDPOINT: aws.url,
    });
    stops.push(() => shop[Symbol.asyncDispose]());
    const customers = new Customers(shop).start();
    stops.push(() => customers.leave());
    const served = async (orders: number): Promise<void> => {
      const enough = customers.orders + orders;
      while (customers.orders < enough && customers.failures.length === 0)
        await new Promise((resolve) => setTimeout(resolve, 10));
    };
    const rotated = (generation: number): Promise<unknown> => generationEverywhere(shop, generation);

    await served(10);
    await folder.replace('ca.pem', both);
    await rotated(2);
    const renewed = await newCa.issue();
    await cassandra.reloadCertificates(renewed.tls);
    aws.setCertificates({ ...renewed.tls, ca: both });
    cratedb.setSecureContext(renewed.tls);
    await served(10);
    await folder.replace('app.pem', await clientPem(newCa, 'shop-2'));
    await rotated(3);
    await served(10);

    await customers.leave();
    expect(customers.failures).to.deep.equal([]);
    expect(aws.clientSubjects.at(-1)).to.equal('CN=shop-2');
    expect(cratedb.heard.clientSubjects.at(-1)).to.equal('CN=shop-2');
    const { code, stderr } = await shop.end('SIGTERM');
    expect(code, stderr).to.equal(0);
    expect(JSON.stringify(shop.lines)).not.to.match(/search-password|archive-secret/);
  });
});

/** Resolves when each of the four contexts has this generation. */
async function generationEverywhere(shop: RunningShop, generation: number): Promise<void> {
  await Promise.all(
    ['orders', 'events', 'search', 'archive'].map((name) =>
      shop.logged(
        (line) =>
          line.event === 'rotated' &&
          line.context === name &&
          (line as { generation?: number }).generation === generation,
      ),
    ),
  );
}
