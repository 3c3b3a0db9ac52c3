import { expect } from 'chai';
import { startCqlDouble, TestAuthority, TestFolder } from '@security-context/testkit';
import { fromSource, runNode, TemporaryFiles } from '../../../test/packed/program.js';

const args = [...fromSource, 'examples/cassandra/src/main.ts'];
/** Nobody's real server is spoken to. */
const env = {
  CASSANDRA_CONTACT_POINT: undefined,
  CASSANDRA_DATACENTER: undefined,
  CASSANDRA_CA_FILE: undefined,
  CASSANDRA_CERTIFICATE_KEY_FILE: undefined,
  CASSANDRA_USERNAME: undefined,
  CASSANDRA_PASSWORD_FILE: undefined,
};

describe('the example cassandra', function () {
  this.timeout(60_000);

  it('works across a rotation, ends by itself, and leaves nothing behind', async () => {
    const temporary = await TemporaryFiles.create();
    const outcome = await runNode(args, { env: { ...env, ...temporary.env } });
    expect(outcome).to.include({ code: 0, stderr: '' });
    expect(outcome.stdout.trimEnd().split('\n')).to.deep.equal([
      'Certificate and password replaced on disk.',
      'The server has seen CN=events-1, CN=events-2.',
    ]);
    expect(await temporary.left()).to.deep.equal([]);
    await temporary.remove();
  });

  it('ends with the reason when the node is not to be trusted, which hears nothing', async () => {
    const [authority, other] = await Promise.all([TestAuthority.create(), TestAuthority.create()]);
    await using folder = await TestFolder.create();
    await using server = await startCqlDouble({ tls: (await authority.issue()).tls });
    const outcome = await runNode(args, {
      env: {
        ...env,
        CASSANDRA_CONTACT_POINT: server.contactPoint,
        CASSANDRA_CA_FILE: await folder.write('ca.pem', other.certificatePem),
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
    await using server = await startCqlDouble({ tls: (await authority.issue()).tls });
    const outcome = await runNode(args, {
      env: {
        ...env,
        CASSANDRA_CONTACT_POINT: server.contactPoint,
        CASSANDRA_CA_FILE: await folder.write('ca.pem', authority.certificatePem),
      },
    });
    expect(outcome).to.include({ code: 0, stderr: '' });
    expect(outcome.stdout).to.equal('Kept as nobody.\n');
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
        expect(outcome.stdout).to.match(/^Keeps an event/);
      }),
    );
  });
});
