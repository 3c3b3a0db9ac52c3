import { expect } from 'chai';
import { fromSource, runNode, TemporaryFiles } from '../../../test/packed/program.js';

const args = [...fromSource, 'examples/cloud/src/main.ts'];
/** The AWS SDK would warn of old versions of Node. */
const env = { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };

describe('the example cloud', function () {
  this.timeout(60_000);

  it('works across a rotation, ends by itself, and leaves nothing behind', async () => {
    const temporary = await TemporaryFiles.create();
    const outcome = await runNode(args, { env: { ...env, ...temporary.env } });
    expect(outcome).to.include({ code: 0, stderr: '' });
    expect(outcome.stdout.trimEnd().split('\n')).to.deep.equal([
      'Certificate replaced on disk.',
      'S3: read lamp; the server has seen CN=app-1, CN=app-2.',
      'Google: read lamp; the server has seen CN=app-1, CN=app-2.',
      'Azure: read lamp; the server has seen CN=app-1, CN=app-2.',
    ]);
    expect(await temporary.left()).to.deep.equal([]);
    await temporary.remove();
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
        expect(outcome.stdout).to.match(/^S3, Google/);
      }),
    );
  });
});
