import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startCrateDouble, TestAuthority, TestFolder } from '@security-context/testkit';
import { expect } from 'chai';
import { crateClient, requireServer } from '../../servers/index.js';

const SCRIPT = fileURLToPath(new URL('operations.py', import.meta.url));

describe('the CrateDB double of the testkit', function () {
  this.timeout(60_000);
  before(async function () {
    this.timeout(10 * 60_000);
    await requireServer(this, 'crateClient');
  });

  it("is taken for CrateDB by CrateDB's Python client", async () => {
    await using folder = await TestFolder.create();
    const authority = await TestAuthority.create();
    const ca = await folder.write('ca.pem', authority.certificatePem);
    await using server = await startCrateDouble({
      tls: (await authority.issue()).tls,
      name: 'n1',
      version: '5.9.3',
      users: [{ username: 'app', password: 'p:w' }],
    });
    const { PATH = '' } = process.env;
    const run = promisify(execFile)(await crateClient(), ['-I', SCRIPT, server.url, ca], { env: { PATH } });
    expect(JSON.parse((await run).stdout)).to.deep.equal({
      version: '5.9.3',
      infos: [server.url, 'n1', '5.9.3'],
      inserted: 1,
      bulk: 38,
      columns: ['title', 'id'],
      found: [['one', 1]],
      named: [2],
      count: [39],
      cluster: ['testkit'],
      unknown: "RelationUnknown[Relation 'nothing' unknown]",
      blob: [true, 'cover', true, 'no table'],
      dropped: 1,
      refused: '401 Client Error: Unauthorized',
    });
    const packed = server.heard.requests.filter(({ headers }) => headers['content-encoding'] === 'gzip');
    expect(packed.length).to.be.greaterThan(0);
  });
});
