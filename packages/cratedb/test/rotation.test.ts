import { expect } from 'chai';
import { cratedbAdapter, CrateConnectionError, CrateHttpClient } from '@security-context/cratedb';
import { openSecurityContext } from '@security-context/core';
import type { SecurityContext } from '@security-context/core';
import { startCrateDouble, TestAuthority } from '@security-context/testkit';
import type { CrateDouble, TestLeaf } from '@security-context/testkit';
import { thrownBy } from './attempt.js';

describe('CrateDB servers in turn', () => {
  let leaf: TestLeaf;
  let ca: TestAuthority;
  let context: SecurityContext;
  let servers: CrateDouble[];
  let now: number;
  let client: CrateHttpClient;
  before(async () => {
    ca = await TestAuthority.create();
    leaf = await ca.issue();
  });
  beforeEach(async () => {
    now = 1_000_000;
    servers = await Promise.all(['a', 'b', 'c'].map((name) => startCrateDouble({ tls: leaf.tls, name })));
    context = await openSecurityContext({ trust: { anchors: [{ pem: ca.certificatePem }] } }, { env: {} });
    const options = context.bind(cratedbAdapter, { servers: servers.map(({ url }) => url) });
    client = new CrateHttpClient(options, { now: () => now });
  });
  afterEach(async () => {
    client.close();
    await context.close();
    await Promise.all(servers.map((server) => server.close()));
  });

  const ask = async (times: number): Promise<void> => {
    for (let turn = 0; turn < times; turn++) await client.sql('SELECT 1');
  };
  const asked = (): number[] => servers.map(({ heard }) => heard.requests.length);

  it('are asked one after the other', async () => {
    await ask(6);
    expect(asked()).to.deep.equal([2, 2, 2]);
  });

  it('are left out when they are down, and the statement goes to the next', async () => {
    await servers[0]?.close();
    await ask(4);
    expect(asked()).to.deep.equal([0, 2, 2]);
    expect(client.activeServers).to.have.members(servers.slice(1).map(({ url }) => url));
  });

  it('are asked again 30 seconds later', async () => {
    const [first] = servers as [CrateDouble];
    first.status = 503;
    await ask(1);
    expect(client.activeServers).not.to.include(first.url);
    first.status = undefined;
    now += 29_999;
    await ask(2);
    expect(first.heard.requests).to.have.length(1);
    now += 1;
    await ask(3);
    expect(first.heard.requests).to.have.length(2);
    expect(client.activeServers).to.have.length(3);
  });

  for (const status of [502, 503, 504, 509]) {
    it(`are left out when a gateway answers ${status} for them`, async () => {
      const [first] = servers as [CrateDouble];
      first.status = status;
      await ask(3);
      expect(asked()).to.deep.equal([1, 2, 1]);
    });
  }

  it('end in an error when none is left, and the one that failed first is tried again at once', async () => {
    for (const server of servers) server.status = 503;
    const error = await thrownBy(() => ask(1));
    expect(error).to.be.instanceOf(CrateConnectionError);
    expect(String(error)).to.equal(
      'ConnectionError: No more Servers available, exception from last server: 503 Service Unavailable',
    );
    expect(asked()).to.deep.equal([1, 1, 1]);
    for (const server of servers) server.status = undefined;
    await ask(2);
    expect(asked()).to.deep.equal([3, 1, 1]);
  });

  it('are each asked once for one statement, however slowly they fail', async () => {
    for (const server of servers) server.status = 503;
    const options = context.bind(cratedbAdapter, { servers: servers.map(({ url }) => url) });
    using slowly = new CrateHttpClient(options, { now: () => (now += 20_000) });
    await thrownBy(() => slowly.sql('SELECT 1'));
    expect(asked()).to.deep.equal([1, 1, 1]);
  });

  it('are told apart: a server that is not trusted is left out too', async () => {
    const stranger = await (await TestAuthority.create()).issue();
    servers[1]?.setSecureContext(stranger.tls);
    await ask(4);
    expect(asked()).to.deep.equal([2, 0, 2]);
    expect(servers[1]?.heard.bytes).to.equal(0);
  });

  it('are kept when they closed an idle connection: the statement is sent again', async () => {
    await ask(3);
    await Promise.all(servers.map((server) => server.dropConnections()));
    await ask(3);
    expect(client.activeServers).to.have.length(3);
    expect(asked()).to.deep.equal([2, 2, 2]);
  });

  it('are asked by name whatever became of them', async () => {
    const [first] = servers as [CrateDouble];
    first.status = 503;
    const unready = await thrownBy(() => client.serverInfos(first.url));
    expect(String(unready)).to.equal('ConnectionError: 503 Server Error: Service Unavailable');
    await servers[0]?.close();
    const down = await thrownBy(() => client.serverInfos(first.url));
    expect(String(down)).to.match(/^ConnectionError: Server not available, exception: connect ECONNREFUSED/);
    expect(client.activeServers).to.have.length(3);
  });
});
