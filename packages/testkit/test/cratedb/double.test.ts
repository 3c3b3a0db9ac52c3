import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { CrateCluster, startCrateDouble } from '../../src/index.js';
import type { CrateDouble } from '../../src/index.js';

interface NodeCrate {
  connect(servers: string): void;
  getNewInstance(): NodeCrate;
  execute(sql: string, args?: unknown[]): Promise<{ json: unknown[]; rowcount: number }>;
  insert(table: string, row: object): Promise<{ rowcount: number }>;
  create(schema: object): Promise<unknown>;
  createBlobTable(table: string, replicas: number, shards: number): Promise<unknown>;
  insertBlob(table: string, bytes: Buffer): Promise<string>;
  getBlob(table: string, digest: string): Promise<Buffer>;
}

const nodeCrate = createRequire(import.meta.url)('node-crate') as NodeCrate;

describe('the CrateDB double', () => {
  let server: CrateDouble;
  beforeEach(async () => {
    server = await startCrateDouble({ name: 'n1', version: '5.9.3' });
  });
  afterEach(() => server.close());

  async function sql(body: unknown, headers: Record<string, string> = {}) {
    const packed = Buffer.isBuffer(body) ? new Uint8Array(body) : JSON.stringify(body);
    const asked = { method: 'POST', body: packed, headers: { connection: 'close', ...headers } };
    const response = await fetch(`${server.url}/_sql?types=true`, asked);
    const text = await response.text();
    const { status, headers: told } = response;
    const json = told.get('content-type') === 'application/json';
    return { status, text, body: (json ? JSON.parse(text) : {}) as Record<string, unknown> };
  }

  it('tells name and version', async () => {
    const response = await fetch(server.url, { headers: { connection: 'close' } });
    expect(await response.json()).to.deep.equal({
      ok: true,
      status: 200,
      name: 'n1',
      cluster_name: 'testkit',
      version: { number: '5.9.3' },
    });
  });

  it('serves the stock node-crate client, blobs included', async () => {
    const crate = nodeCrate.getNewInstance();
    crate.connect(server.url);
    await crate.create({ orders: { id: 'integer', item: 'text' } });
    await crate.insert('orders', { id: 1, item: "tea's" });
    await crate.insert('orders', { id: 2, item: 'rum' });
    const { json } = await crate.execute('SELECT item FROM orders WHERE id = ?', [1]);
    expect(json).to.deep.equal([{ item: "tea's" }]);
    expect((await crate.execute('select name from sys.cluster')).json).to.deep.equal([{ name: 'testkit' }]);
    await crate.createBlobTable('files', 0, 1);
    const digest = await crate.insertBlob('files', Buffer.from('bytes'));
    expect(String(await crate.getBlob('files', digest))).to.equal('bytes');
    const again: unknown = await crate
      .insertBlob('files', Buffer.from('bytes'))
      .catch((error: unknown) => error);
    expect(String(again)).to.contain('409');
    const unknown: unknown = await crate.execute('SELECT * FROM nothing').catch((error: unknown) => error);
    expect(unknown).to.deep.equal({ message: "RelationUnknown[Relation 'nothing' unknown]", code: 4041 });
  });

  it('takes bulk arguments, numbered placeholders and gzip', async () => {
    await sql({ stmt: 'CREATE TABLE IF NOT EXISTS t (a integer PRIMARY KEY, b array(text))' });
    const stmt = 'INSERT INTO t (b, a) VALUES ($2, $1)';
    const bulk = gzipSync(JSON.stringify({ stmt, bulk_args: [[1, 'x'], [2, 'y']] })); // prettier-ignore
    const inserted = await sql(bulk, { 'content-encoding': 'gzip' });
    expect(inserted.body.results).to.deep.equal([{ rowcount: 1 }, { rowcount: 1 }]);
    const found = await sql({ stmt: "SELECT * FROM t WHERE a = 2 AND b = 'y' LIMIT 5" });
    expect(found.body).to.include({ rowcount: 1 });
    expect(found.body.rows).to.deep.equal([[2, 'y']]);
    expect(found.body.col_types).to.deep.equal([10, 4]);
    expect((await sql({ stmt: 'SELECT count(*) FROM t' })).body.rows).to.deep.equal([[2]]);
    expect((await sql({ stmt: 'DELETE FROM t WHERE a = ?', args: [1] })).body.rowcount).to.equal(1);
    expect(server.cluster.rows('t')).to.deep.equal([{ a: 2, b: 'y' }]);
    expect((await sql({ stmt: 'DROP TABLE t' })).body.rowcount).to.equal(1);
  });

  for (const [what, stmt, status] of [
    ['a statement it does not know', 'EXPLAIN ME', 400],
    ['a statement that goes on after its end', 'SELECT 1 FROM', 400],
    ['a statement that breaks off', 'INSERT INTO', 400],
    ['a placeholder without argument', 'SELECT ?', 400],
    ['an unknown table', 'SELECT * FROM t', 404],
    ['an unknown column', 'SELECT nope FROM sys.cluster', 404],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const answer = await sql({ stmt });
      expect(answer.status).to.equal(status);
      expect(answer.body.error).to.have.keys('message', 'code');
    });
  }

  it('refuses who does not log in, and records who does', async () => {
    await server.close();
    server = await startCrateDouble({
      users: [
        { username: 'app', password: 'se:cret' },
        { username: 'robot', token: 'abc.def' },
      ],
    });
    const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` });
    const refused = await sql({ stmt: 'SELECT 1' });
    expect(refused).to.include({ status: 401, text: 'password authentication failed for user "crate"\n' });
    expect((await sql({ stmt: 'SELECT 1' }, { 'x-user': 'app' })).status).to.equal(401);
    expect((await sql({ stmt: 'SELECT 1' }, basic('app:wrong'))).status).to.equal(401);
    expect((await sql({ stmt: 'SELECT 1' }, { authorization: 'Bearer wrong' })).status).to.equal(401);
    expect((await sql({ stmt: 'SELECT 1' }, basic('app:se:cret'))).status).to.equal(200);
    expect((await sql({ stmt: 'SELECT 1' }, { authorization: 'Bearer abc.def' })).status).to.equal(200);
    expect(server.heard.logins).to.deep.equal([
      { method: 'basic', username: 'app' },
      { method: 'jwt', username: 'robot' },
    ]);
  });

  it('shares tables with the other servers of its cluster', async () => {
    await using other = await startCrateDouble({ cluster: server.cluster });
    await sql({ stmt: 'CREATE TABLE t (a int)' });
    await sql({ stmt: 'INSERT INTO t VALUES (7)' });
    expect(other.cluster.rows('t')).to.deep.equal([{ a: 7 }]);
    expect(new CrateCluster('mine').name).to.equal('mine');
  });

  it('answers with nothing but a status when told to', async () => {
    server.status = 503;
    const response = await fetch(server.url, { headers: { connection: 'close' } });
    expect(response.status).to.equal(503);
    expect(await response.text()).to.equal('');
    server.heard.clear();
    expect(server.heard.statements).to.deep.equal([]);
  });

  it('keeps blobs by their digest only', async () => {
    const digest = createHash('sha1').update('x').digest('hex');
    const path = `${server.url}/_blobs/files/${digest}`;
    const ask = async (method: string, body?: string) => {
      const asked = { method, headers: { connection: 'close' }, ...(body !== undefined && { body }) };
      return (await fetch(path, asked)).status;
    };
    expect(await ask('PUT', 'x')).to.equal(404);
    await sql({ stmt: 'CREATE BLOB TABLE files' });
    expect(await ask('PUT', 'y')).to.equal(400);
    expect(await ask('PUT', 'x')).to.equal(201);
    expect(await ask('HEAD')).to.equal(200);
    expect(await ask('DELETE')).to.equal(204);
    expect(await ask('DELETE')).to.equal(404);
    await sql({ stmt: 'DROP BLOB TABLE files' });
    expect(await ask('GET')).to.equal(404);
  });
});
