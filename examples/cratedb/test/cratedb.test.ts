import { expect } from 'chai';
import { startCrateDouble, TestAuthority, TestFolder } from '@security-context/testkit';
import { fromSource, runNode, TemporaryFiles } from '../../../test/packed/program.js';

const args = [...fromSource, 'examples/cratedb/src/main.ts'];
/** Nobody's real server is spoken to. */
const env = {
  CRATEDB_URL: undefined,
  CRATEDB_CA_FILE: undefined,
  CRATEDB_CERTIFICATE_KEY_FILE: undefined,
  CRATEDB_USERNAME: undefined,
  CRATEDB_PASSWORD_FILE: undefined,
};

describe('the example cratedb', function () {
  this.timeout(60_000);

  it('works across a rotation, ends by itself, and leaves nothing behind', async () => {
    const temporary = await TemporaryFiles.create();
    const outcome = await runNode(args, { env: { ...env, ...temporary.env } });
    expect(outcome).to.include({ code: 0, stderr: '' });
    expect(outcome.stdout.trimEnd().split('\n')).to.deep.equal([
      'Certificate replaced on disk.',
      'Orders for a lamp: 2. The server has seen CN=search-1, CN=search-2.',
    ]);
    expect(await temporary.left()).to.deep.equal([]);
    await temporary.remove();
  });

  it('ends with the reason when the server is not to be trusted, which hears nothing', async () => {
    const [authority, other] = await Promise.all([TestAuthority.create(), TestAuthority.create()]);
    await using folder = await TestFolder.create();
    await using server = await startCrateDouble({ tls: (await authority.issue()).tls });
    const outcome = await runNode(args, {
      env: {
        ...env,
        CRATEDB_URL: server.url,
        CRATEDB_CA_FILE: await folder.write('ca.pem', other.certificatePem),
      },
    });
    expect(outcome).to.include({ code: 1, stdout: '' });
    expect(outcome.stderr).to.match(/^ERR_PEER_UNTRUSTED: /);
    expect(server.heard).to.include({ bytes: 0 });
    expect(server.heard.clientHellos).to.be.greaterThan(0);
  });

  it('works with a server from the environment', async () => {
    const authority = await TestAuthority.create();
    await using folder = await TestFolder.create();
    await using server = await startCrateDouble({ tls: (await authority.issue()).tls });
    const outcome = await runNode(args, {
      env: {
        ...env,
        CRATEDB_URL: server.url,
        CRATEDB_CA_FILE: await folder.write('ca.pem', authority.certificatePem),
      },
    });
    expect(outcome).to.include({ code: 0, stderr: '' });
    expect(outcome.stdout).to.equal('Orders for a lamp: 1.\n');
  });

  it('explains itself with --help, and for a word it does not know', async () => {
    const words = [
      ['--help', 0],
      ['--port', 2],
    ] as const;
    await Promise.all(
      words.map(async ([word, code]) => {
        const outcome = await runNode([...args, word], { env });
        expect(outcome).to.include({ code, stderr: '' });
        expect(outcome.stdout).to.match(/^Adds an order/);
      }),
    );
  });
});
