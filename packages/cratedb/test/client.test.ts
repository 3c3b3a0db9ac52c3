import { gunzipSync } from 'node:zlib';
import { expect } from 'chai';
import { cratedbAdapter, CrateHttpClient, type CrateInput } from '@security-context/cratedb';
import { explain, openSecurityContext } from '@security-context/core';
import type { SecurityContext } from '@security-context/core';
import { startCrateDouble, startHttpDouble, startTestServer, TestAuthority } from '@security-context/testkit';
import type { CrateDouble, HttpAnswer } from '@security-context/testkit';
import { thrownBy } from './attempt.js';

describe('CrateHttpClient', () => {
  let context: SecurityContext;
  let server: CrateDouble;
  before(async () => {
    context = await openSecurityContext({ tls: false }, { env: {} });
  });
  beforeEach(async () => {
    server = await startCrateDouble();
  });
  afterEach(() => server.close());
  after(() => context.close());

  const clientOf = (words: CrateInput = {}): CrateHttpClient =>
    new CrateHttpClient(context.bind(cratedbAdapter, { servers: server.url, ...words }));

  it('runs statements with arguments, bulk arguments and without any', async () => {
    using client = clientOf();
    await client.sql('CREATE TABLE orders (id integer, item text)');
    const stmt = 'INSERT INTO orders (id, item) VALUES (?, ?)';
    expect(await client.sql(stmt, [1, 'tea'])).to.include({ rowcount: 1 });
    const bulk = await client.sql(stmt, undefined, [[2, 'rum'], [3, 'ink']]); // prettier-ignore
    expect(bulk.results).to.deep.equal([{ rowcount: 1 }, { rowcount: 1 }]);
    const found = await client.sql('SELECT item, id FROM orders WHERE id = ?', [2]);
    expect(found).to.deep.include({
      cols: ['item', 'id'],
      col_types: [4, 10],
      rows: [['rum', 2]],
      rowcount: 1,
    });
    expect(found.duration).to.be.a('number');
    expect(await thrownBy(() => client.sql(stmt, [1], [[2]]))).to.include({ code: 'ERR_SETTING_INVALID' });
  });

  it('tells what the server says to a wrong statement', async () => {
    using client = clientOf();
    const error = await thrownBy(() => client.sql('SELECT * FROM nothing'));
    expect(error).to.include({ name: 'CrateError', code: 4041, status: 404 });
    expect(error.message).to.equal("RelationUnknown[Relation 'nothing' unknown]");
    expect(explain(error, context)).to.equal(undefined);
  });

  it('gives up a server that changes to another protocol', async () => {
    const switching = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: other\r\nConnection: upgrade\r\n\r\n';
    await using other = await startTestServer({ answer: (stream) => void stream.once('data', () => stream.write(switching)) }); // prettier-ignore
    using client = clientOf({ servers: `http://localhost:${other.port}` });
    const error = await thrownBy(() => client.sql('SELECT 1'));
    expect(error).to.have.property('name', 'ConnectionError');
  });

  it('packs long statements, and all or none when told to', async () => {
    const long = 'x'.repeat(9000);
    for (const [compress, packed] of [
      [undefined, [false, true]],
      [true, [true, true]],
      [false, [false, false]],
      [100_000, [false, false]],
    ] as const) {
      server.forget();
      using client = clientOf(compress === undefined ? {} : { compress });
      await client.sql('SELECT ?', ['x']);
      expect((await client.sql('SELECT ?', [long])).rows).to.deep.equal([[long]]);
      const sent = server.heard.requests;
      expect(sent.map(({ headers }) => headers['content-encoding'] === 'gzip')).to.deep.equal(packed);
      if (packed[1]) expect(String(gunzipSync(sent[1]?.body ?? ''))).to.contain(long);
    }
  });

  it('sends schema and path, and asks for stack traces', async () => {
    const asked: (string | undefined)[] = [];
    const answer = ({ path, headers }: { path: string; headers: Record<string, unknown> }): HttpAnswer => {
      asked.push(path, String(headers['default-schema']));
      return { status: 400, body: { error: { message: 'no', code: 4000 }, error_trace: 'at line 1' } };
    };
    await using proxy = await startHttpDouble({ answer });
    using client = clientOf({ servers: `${proxy.url}/crate/`, schema: 'shop', error_trace: true });
    const error = await thrownBy(() => client.sql('SELECT 1'));
    expect(error).to.have.property('errorTrace', 'at line 1');
    expect(asked).to.deep.equal(['/crate/_sql?types=true&error_trace=true', 'shop']);
  });

  for (const [what, given, message] of [
    ['a page instead of JSON', { headers: { 'content-type': 'text/html' }, body: '<html>' }, "Invalid server response of content-type 'text/html'"], // prettier-ignore
    ['nothing', {}, "Invalid server response of content-type 'unknown'"],
    ['broken JSON', { headers: { 'content-type': 'application/json' }, body: '{"rows": [' }, "Invalid server response of content-type 'application/json'"], // prettier-ignore
    ['an error without JSON', { status: 500, body: 'oops' }, '500 Server Error: Internal Server Error'],
    ['an error that is text', { status: 400, body: { error: 'SQLParseException' } }, 'SQLParseException'],
    ['an error of nothing', { status: 400, body: { error: null } }, '400 Client Error: Bad Request'],
    ['a way to another server, which is not taken', { status: 307, headers: { location: 'http://localhost:1/' } }, '307 unexpected answer: Temporary Redirect'], // prettier-ignore
  ] as const) {
    it(`ends in an error when the server answers with ${what}`, async () => {
      await using odd = await startHttpDouble({ answer: () => given });
      using client = clientOf({ servers: odd.url });
      const error = await thrownBy(() => client.sql('SELECT 1'));
      expect(error).to.include({ name: 'CrateError', message });
      expect(client.activeServers).to.have.length(1);
    });
  }

  it('sends nothing again whose answer has begun', async () => {
    let asked = 0;
    await using odd = await startTestServer({
      answer: (stream) =>
        stream.on('data', () => {
          asked += 1;
          const body = asked === 1 ? '{"rows":[]}' : '{';
          stream.write(
            `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 11\r\n\r\n${body}`,
          );
          if (asked > 1) stream.end();
        }),
    });
    using client = clientOf({ servers: `http://localhost:${odd.port}` });
    await client.sql('SELECT 1');
    expect((await thrownBy(() => client.sql('SELECT 2'))).name).to.equal('ConnectionError');
    expect(asked).to.equal(2);
  });

  it('gives up on a server that does not answer in time', async () => {
    server.fault = 'stall';
    using client = clientOf({ timeout: 0.05 });
    const error = await thrownBy(() => client.sql('SELECT 1'));
    expect(error.message).to.contain('exception from last server: no answer within 0.05 s');
    expect(explain(error, context)?.code).to.equal('ERR_PEER_UNREACHABLE');
  });

  it('gives up on a server that stalls in the handshake, and ends that when it is closed', async () => {
    const authority = await TestAuthority.create();
    const tls = (await authority.issue()).tls;
    await using silent = await startCrateDouble({ tls, fault: 'stall' });
    const trust = { anchors: [{ pem: authority.certificatePem }] };
    await using secured = await openSecurityContext({ trust }, { env: {} });
    const words = { servers: silent.url };
    using hasty = new CrateHttpClient(secured.bind(cratedbAdapter, { ...words, timeout: 0.05 }));
    expect((await thrownBy(() => hasty.sql('SELECT 1'))).message).to.contain('no answer within 0.05 s');
    const client = new CrateHttpClient(secured.bind(cratedbAdapter, words));
    const connection = silent.nextConnection();
    const under = thrownBy(() => client.sql('SELECT 1'));
    await connection;
    client.close();
    expect((await under).message).to.equal('Connection closed');
  });

  it('ends what is under way when it is closed, and begins nothing more', async () => {
    server.fault = 'stall';
    const client = clientOf();
    const connection = server.nextConnection();
    const under = thrownBy(() => client.sql('SELECT 1'));
    await connection;
    client.close();
    client.close();
    expect((await under).message).to.equal('Connection closed');
    expect((await thrownBy(() => client.sql('SELECT 1'))).message).to.equal('Connection closed');
    expect((await thrownBy(() => client.serverInfos(server.url))).message).to.equal('Connection closed');
    expect(server.heard.connections).to.equal(1);
  });

  it('closes its idle connections when it is closed, and another client of the context goes on', async () => {
    const [client, other] = [clientOf(), clientOf()];
    await client.sql('SELECT 1');
    const closed = server.nextClose();
    client.close();
    await closed;
    await other.sql('SELECT 1');
    other.close();
    expect(server.heard.statements).to.have.length(2);
  });
});
