import { expect } from 'chai';
import { fromSource, Program, runNode, TemporaryFiles } from '../../../test/packed/program.js';
import type { Outcome } from '../../../test/packed/program.js';

const demo = [...fromSource, 'examples/demo/src/main.ts'];

/** Nothing but the missing terminal decides about colours. */
const plain = { NO_COLOR: undefined, FORCE_COLOR: undefined };

const FACTS = [
  /connected with generation 1$/,
  /the new certificate on every new connection of clients that were built once$/,
  /generation 3 without the old CA: four contexts in step$/,
  /load on each, 0 failures$/,
  /servers of the dropped CA were refused, and heard 0 bytes$/,
  /servers of an unknown CA were refused, and heard 0 bytes$/,
];

const CLIENTS = ['mongodb', 'cassandra-driver', 'CrateHttpClient', '@aws-sdk/client-s3'];

describe('the demo', function () {
  this.timeout(60_000);
  let temporary: TemporaryFiles;

  beforeEach(async () => {
    temporary = await TemporaryFiles.create();
  });
  afterEach(() => temporary.remove());

  describe('run to its end', () => {
    let outcome: Outcome;
    let left: string[];

    before(async () => {
      const files = await TemporaryFiles.create();
      outcome = await runNode(demo, { env: { ...plain, ...files.env } });
      left = await files.left();
      await files.remove();
    });

    it('ends with exit code 0 and complains about nothing', () => {
      expect(outcome, outcome.stdout).to.include({ code: 0, stderr: '' });
    });

    it('shows that everything it tells really happened', () => {
      const lines = outcome.stdout.split('\n');
      const shown = lines.filter((line) => line.includes('✔'));
      expect(shown).to.have.length(FACTS.length);
      for (const [index, fact] of FACTS.entries()) expect(shown[index]).to.match(fact);
      expect(outcome.stdout).not.to.include('✘');
    });

    it('has a row for each stock client', () => {
      for (const client of CLIENTS) {
        const row = outcome.stdout.split('\n').find((line) => line.trim().startsWith(client));
        expect(row, client).to.match(/ \d{2,} +0 +3 +CN=app-1 +CN=app-2 +heard 0 bytes +heard 0 bytes$/);
      }
    });

    it('tells why the untrusted servers were refused', () => {
      expect(outcome.stdout).to.match(/ERR_PEER_UNTRUSTED: /);
    });

    it('prints no colours when it does not write to a terminal', () => {
      expect(outcome.stdout).not.to.include('\u001b');
    });

    it('leaves no temporary file behind', () => {
      expect(left).to.deep.equal([]);
    });
  });

  it('explains itself with --help', async () => {
    const { code, stdout } = await runNode([...demo, '--help']);
    expect(code).to.equal(0);
    expect(stdout).to.include('Exit code 0 only if').and.not.include('✔');
  });

  it('removes its temporary files when Ctrl-C ends it', async () => {
    const program = new Program(process.execPath, demo, { env: temporary.env });
    await program.said('Four servers that demand');
    expect(await temporary.left()).to.have.length(1);
    program.signal('SIGINT');
    const { code, stdout } = await program.ended;
    expect(code).to.equal(130);
    expect(stdout).not.to.include('✔');
    expect(await temporary.left()).to.deep.equal([]);
  });
});
