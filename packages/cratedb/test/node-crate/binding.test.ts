import { expect } from 'chai';
import type { CrateInput } from '@security-context/cratedb';
import { nodeCrateAdapter } from '@security-context/cratedb/node-crate';
import { openSecurityContext } from '@security-context/core';
import type { SecuritySettings } from '@security-context/core';
import { startCrateDouble, TestFolder } from '@security-context/testkit';
import { thrownBy } from '../attempt.js';
import { makePki, type Pki } from '../pki.js';
import { warningsOf } from '../warnings.js';
import { closeConnections, nodeCrate, type Inside } from './stock.js';

describe('the binding of node-crate', () => {
  let pki: Pki;
  before(async () => {
    pki = await makePki();
  });
  after(() => pki[Symbol.asyncDispose]());

  const open = (settings: SecuritySettings = {}) =>
    openSecurityContext({ trust: { anchors: [pki.files.ca] }, reload: false, ...settings }, { env: {} });

  it('speaks to all servers of a list in turn, and to http servers without TLS', async () => {
    await using secured = await startCrateDouble({ tls: pki.demanding });
    await using plain = await startCrateDouble({ cluster: secured.cluster });
    const warnings = await warningsOf(async () => {
      await using context = await open({ identity: { certificateKeyFile: pki.files.client } });
      const { connect } = context.bind(nodeCrateAdapter, { servers: [secured.url, plain.url] });
      const crate = connect(nodeCrate);
      await crate.create({ orders: { id: 'integer', item: 'text' } });
      await crate.insert('orders', { id: 1, item: 'tea' });
      const { json } = await crate.execute('SELECT * FROM orders WHERE id = ?', [1]);
      expect(json).to.deep.equal([{ id: 1, item: 'tea' }]);
      closeConnections(crate);
    });
    expect(secured.heard).to.include({ handshakes: 1, connections: 1 });
    expect(plain.heard).to.include({ clientHellos: 0, connections: 1 });
    expect([secured, plain].map(({ heard }) => heard.statements.length)).to.have.members([1, 2]);
    expect(warnings).to.deep.equal([`server ${plain.url}: the connection is not encrypted`]);
  });

  it('keeps two contexts apart, and leaves the instance of the module alone', async () => {
    await using server = await startCrateDouble({ tls: { ...pki.demanding, maxVersion: 'TLSv1.2' } });
    const other = await pki.ca.issue({ usage: 'client', commonName: 'other' });
    const identity = { certificateKeyFile: { pem: other.combinedPem() } };
    await using first = await open({ identity: { certificateKeyFile: pki.files.client } });
    await using second = await open({ identity });
    for (const context of [first, second]) {
      const crate = context.bind(nodeCrateAdapter, { servers: server.url }).connect(nodeCrate);
      await crate.execute('SELECT 1');
    }
    expect(server.heard.clientSubjects).to.deep.equal(['CN=app', 'CN=other']);
    expect(nodeCrate.connectionPool.httpOptions).to.deep.equal([]);
  });

  it('refuses blobs, which node-crate sends in clear also to https servers: the server hears nothing', async () => {
    await using folder = await TestFolder.create();
    const path = await folder.write('blob', 'secret bytes');
    await using server = await startCrateDouble({ tls: pki.server.tls });
    server.cluster.createBlobs('files');
    await using context = await open();
    const crate = context.bind(nodeCrateAdapter, { servers: server.url }).connect(nodeCrate) as Inside;
    for (const blob of [
      () => crate.createBlobWriteStream('files', 'digest'),
      () => crate.insertBlob('files', Buffer.from('secret bytes')),
      () => crate.insertBlobFile('files', path),
      () => crate.getBlob('files', 'digest'),
    ]) {
      const error = await thrownBy(blob);
      expect(error).to.include({ code: 'ERR_ADAPTER_CANNOT_HONOUR' });
      expect(error.message).to.contain('in clear');
    }
    expect(server.heard.connections).to.equal(0);
    // What is refused here: the stock client sends it over plain TCP.
    const stock = nodeCrate.getNewInstance() as Inside;
    stock.connect(server.url);
    const request = stock.createBlobWriteStream('files', 'digest') as NodeJS.WritableStream;
    const opening = server.nextClose();
    request.on('error', () => undefined).end('secret bytes');
    expect(await opening).to.include({ clientHello: false });
  });

  it('refuses to be connected to more servers, and to make instances without the context', async () => {
    await using context = await open();
    const crate = context
      .bind(nodeCrateAdapter, { servers: 'https://localhost:1' })
      .connect(nodeCrate) as Inside;
    for (const escape of [() => crate.connect('http://localhost:2'), () => crate.getNewInstance()]) {
      expect(await thrownBy(escape)).to.include({ code: 'ERR_ADAPTER_CANNOT_HONOUR' });
    }
    expect(crate.connectionPool.httpOptions).to.have.length(1);
  });

  it('dials the port that is written, and 4200 where none is', async () => {
    await using context = await open();
    const { connect } = context.bind(nodeCrateAdapter, { servers: 'https://a https://b:443 https://c:4300' });
    const { httpOptions } = (connect(nodeCrate) as Inside).connectionPool;
    expect(httpOptions.map(({ httpOpt }) => httpOpt.port)).to.deep.equal([4200, 443, 4300]);
  });

  for (const [what, credentials, login] of [
    ['user and password', { username: 'app', password: 'pä:ss' }, { method: 'basic', username: 'app' }],
    ['a token', { mechanism: 'JWT', password: 'to.ken' }, { method: 'jwt', username: 'robot' }],
  ] as const) {
    it(`logs in by ${what}`, async () => {
      const users = [{ username: 'app', password: 'pä:ss' }, { username: 'robot', token: 'to.ken' }]; // prettier-ignore
      await using server = await startCrateDouble({ tls: pki.server.tls, users });
      await using context = await open({ credentials });
      await context.bind(nodeCrateAdapter, { servers: server.url }).connect(nodeCrate).execute('SELECT 1');
      expect(server.heard.logins).to.deep.equal([login]);
    });
  }

  const REFUSED: readonly (readonly [string, CrateInput, SecuritySettings['credentials'], string])[] = [
    ['words for requests', { servers: 'https://a', timeout: 5 }, undefined, 'ERR_ADAPTER_CANNOT_HONOUR'],
    [
      'a path, which the client drops',
      { servers: 'https://a/proxy' },
      undefined,
      'ERR_ADAPTER_CANNOT_HONOUR',
    ],
    ['no servers', {}, undefined, 'ERR_SETTING_INVALID'],
    ['a login by function', { servers: 'https://a' }, () => ({ username: 'u', password: 'p' }), 'ERR_ADAPTER_CANNOT_HONOUR'], // prettier-ignore
    ['a login it has not', { servers: 'https://a' }, { username: 'u', mechanism: 'PLAIN' }, 'ERR_ADAPTER_CANNOT_HONOUR'], // prettier-ignore
  ];
  for (const [what, input, credentials, code] of REFUSED) {
    it(`refuses ${what}`, async () => {
      await using context = await open(credentials && { credentials });
      expect(await thrownBy(() => context.bind(nodeCrateAdapter, input))).to.include({ code });
    });
  }

  it('refuses what is not the module of node-crate 3', async () => {
    await using context = await open();
    const { connect } = context.bind(nodeCrateAdapter, { servers: 'https://a' });
    const older = { getNewInstance: () => ({ connect: () => undefined }) };
    for (const module of [{ default: nodeCrate }, older] as (typeof nodeCrate)[]) {
      expect(await thrownBy(() => connect(module))).to.include({ code: 'ERR_DRIVER_UNSUPPORTED' });
    }
  });

  it('tells that a changed password needs a new instance', async () => {
    await using folder = await TestFolder.create();
    const passwordFile = await folder.write('password', 'one');
    await using context = await open({ credentials: { username: 'app', passwordFile } });
    context.bind(nodeCrateAdapter, { servers: 'https://a' }).connect(nodeCrate);
    const frozen = new Promise((resolve) => context.on('credentials-frozen', resolve));
    await folder.replace('password', 'two');
    await context.reload();
    expect(await frozen).to.deep.include({ drivers: ['node-crate'] });
  });
});
