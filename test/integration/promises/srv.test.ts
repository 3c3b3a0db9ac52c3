import { expect } from 'chai';
import { startMongoDouble, TestAuthority, TestFolder } from '@security-context/testkit';
import type { ServerTls } from '@security-context/testkit';
import { runErrands } from './errand.js';
import { NameServer } from './name-server.js';

const SERVICE = '_mongodb._tcp.cluster.shop.test';
const NODE = 'node.shop.test';

describe('a mongodb+srv URL', () => {
  let folder: TestFolder;
  let ca: string;
  let tls: ServerTls;

  before(async () => {
    const authority = await TestAuthority.create();
    folder = await TestFolder.create();
    ca = `tlsCAFile=${encodeURIComponent(await folder.write('ca.pem', authority.certificatePem))}`;
    tls = (await authority.issue({ dnsNames: [NODE] })).tls;
  });
  after(() => folder.remove());

  async function reach(query: string, server: { port: number }, text?: string, refused = false) {
    await using names = await NameServer.start({
      srv: { [SERVICE]: { target: NODE, port: server.port } },
      ...(text !== undefined && { txt: { 'cluster.shop.test': text } }),
    });
    const url = `mongodb+srv://cluster.shop.test/?${query}`;
    const errands = [{ by: 'driver', url, refused }] as const;
    const [result] = await runErrands({ names: names.address, errands });
    expect(names.questions).to.include(`SRV ${SERVICE}`).and.to.include('TXT cluster.shop.test');
    return result;
  }

  it('switches TLS on, and expects the name DNS gave (promise 3)', async () => {
    await using server = await startMongoDouble({ tls, replicaSet: { setName: 'rs0', hosts: [NODE] } });
    const result = await reach(ca, server, 'replicaSet=rs0');
    expect(result).to.include({ answered: true });
    expect(server.heard.commands).to.include('ping');
    expect(server.heard.clientHellos).to.equal(server.heard.connections);
    expect(server.connections.map(({ servername }) => servername)).to.include(NODE);
  });

  it('refuses a server that is not named so, before any byte of the protocol (promise 3)', async () => {
    const authority = await TestAuthority.create();
    await folder.write('other.pem', authority.certificatePem);
    const other = (await authority.issue({ dnsNames: ['cluster.shop.test'] })).tls;
    await using server = await startMongoDouble({ tls: other });
    const trust = `tlsCAFile=${encodeURIComponent(folder.path('other.pem'))}`;
    const result = await reach(trust, server, undefined, true);
    expect(result).to.include({ answered: false, code: 'ERR_PEER_NAME_MISMATCH' });
    expect(server.heard.clientHellos).to.be.greaterThan(0);
    expect(server.heard.bytes).to.equal(0);
  });

  for (const word of ['tls=false', 'ssl=false']) {
    it(`is overridden by ${word} (promise 3)`, async () => {
      await using server = await startMongoDouble();
      expect(await reach(word, server)).to.include({ answered: true });
      expect(server.heard.commands).to.include('ping');
      expect(server.heard.clientHellos).to.equal(0);
    });
  }

  it('is not overridden by a TXT record that says tls=false (promise 3)', async () => {
    await using server = await startMongoDouble({ tls });
    const result = await reach(ca, server, 'tls=false', true);
    expect(result).to.include({ answered: false });
    expect(server.heard.bytes).to.equal(0);
  });
});
