import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { secure } from '@security-context/core';
import { cratedbAdapter, CrateHttpClient } from '@security-context/cratedb';
import { nodeCrateAdapter, type NodeCrateModule } from '@security-context/cratedb/node-crate';
import { expect } from 'chai';
import { crateServer, type CrateServer } from './server.js';

const nodeCrate = createRequire(import.meta.url)('node-crate') as NodeCrateModule;

describe('a CrateDB server', function () {
  this.timeout(60_000);
  let server: CrateServer;
  let table: string;
  before(async () => {
    server = await crateServer();
  });
  beforeEach(() => {
    table = `orders_${randomUUID().replaceAll('-', '')}`;
  });
  after(() => server[Symbol.asyncDispose]());

  it('is used by CrateHttpClient', async () => {
    const bound = await secure(cratedbAdapter, { servers: server.url }, { settings: server.settings });
    await using context = bound.context;
    using client = new CrateHttpClient(bound);
    const [url, name, version] = await client.serverInfos(server.url);
    expect(url).not.to.contain('@');
    expect(name).to.be.a('string').that.is.not.empty;
    expect(version).to.match(/^\d+\.\d+\.\d+/);
    await client.sql(`CREATE TABLE ${table} (id integer, item text)`);
    const insert = `INSERT INTO ${table} (id, item) VALUES (?, ?)`;
    expect(await client.sql(insert, [1, 'tea'])).to.include({ rowcount: 1 });
    const bulk = Array.from({ length: 500 }, (_, index) => [index + 2, 'a long name of an item']);
    expect((await client.sql(insert, undefined, bulk)).results).to.have.length(500);
    await client.sql(`REFRESH TABLE ${table}`);
    const { cols, rows } = await client.sql(`SELECT item, id FROM ${table} WHERE id = ?`, [1]);
    expect({ cols, rows }).to.deep.equal({ cols: ['item', 'id'], rows: [['tea', 1]] });
    await client.sql(`DROP TABLE ${table}`);
    const error: unknown = await client.sql(`SELECT * FROM ${table}`).catch((thrown: unknown) => thrown);
    expect(error).to.include({ name: 'CrateError', code: 4041, status: 404 });
    expect(context.status().generation).to.equal(1);
  });

  it('is used by node-crate', async () => {
    const bound = await secure(nodeCrateAdapter, { servers: server.url }, { settings: server.settings });
    await using context = bound.context;
    const crate = bound.connect(nodeCrate);
    await crate.create({ [table]: { id: 'integer', item: 'text' } });
    await crate.insert(table, { id: 1, item: 'tea' });
    await crate.execute(`REFRESH TABLE ${table}`);
    expect((await crate.execute(`SELECT item FROM ${table}`)).json).to.deep.equal([{ item: 'tea' }]);
    await crate.drop(table);
    expect(context.status().generation).to.equal(1);
  });
});
