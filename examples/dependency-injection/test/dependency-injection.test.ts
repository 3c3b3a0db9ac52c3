import { expect } from 'chai';
import { startMongoDouble, TestAuthority, TestFolder } from '@security-context/testkit';
import { Example, itExplainsItself } from '../../../test/packed/example.js';
import { TemporaryFiles } from '../../../test/packed/program.js';

const example = new Example('dependency-injection');

describe('the example dependency-injection', function () {
  this.timeout(60_000);
  let temporary: TemporaryFiles;

  beforeEach(async () => {
    temporary = await TemporaryFiles.create();
  });
  afterEach(() => temporary.remove());

  it('sells across a rotation, closes everything with its container, and ends by itself', async () => {
    const outcome = await example.run(temporary.env);
    expect(outcome).to.include({ code: 0, stderr: '' });
    expect(outcome.stdout.trimEnd().split('\n')).to.deep.equal([
      'Open: orders, archive.',
      'Sold as CN=orders-1, generation 1.',
      'Certificate replaced on disk: now CN=orders-2, generation 2.',
      'The orders database has seen CN=orders-1, CN=orders-2.',
      'The archive has seen CN=archive.',
      'After unbindAllAsync: closed, closed.',
    ]);
    expect(await temporary.left()).to.deep.equal([]);
  });

  it('stops when Ctrl-C comes, cleans up, and does not claim that it worked', async () => {
    // Files never come to rest, so that the program waits until it is stopped.
    const env = { ...temporary.env, SECURITY_CONTEXT_ORDERS_RELOAD_QUIET_MS: '60000' };
    const program = example.start(env);
    await program.said('Sold as CN=orders-1');
    expect(await temporary.left()).to.have.length(1);
    program.signal('SIGINT');
    expect(await program.ended).to.include({ code: 130, stderr: '' });
    expect(await temporary.left()).to.deep.equal([]);
  });

  itExplainsItself(example, /^Two databases/);

  it('sells with the databases of a file of your own', async () => {
    const authority = await TestAuthority.create();
    await using folder = await TestFolder.create();
    await using server = await startMongoDouble({
      tls: { ...(await authority.issue()).tls, ca: authority.certificatePem, requestCert: true },
    });
    const leaf = await authority.issue({ usage: 'client', commonName: 'app' });
    await folder.write('ca.pem', authority.certificatePem);
    await folder.write('app.pem', leaf.combinedPem());
    const url = `mongodb://localhost:${server.port}/`;
    const file = await folder.write(
      'security.yaml',
      `defaults: { trust: { anchors: [ca.pem] }, identity: { certificateKeyFile: app.pem } }
contexts: { orders: { url: '${url}' }, archive: { url: '${url}' } }
`,
    );
    const outcome = await example.run({ SECURITY_CONTEXT_FILE: file });
    expect(outcome).to.include({ code: 0, stderr: '' });
    expect(outcome.stdout).to.equal('Open: orders, archive.\nSold as CN=app, generation 1.\n');
    expect(server.stored('shop.orders')).to.have.length(1);
    expect(server.stored('archive.orders')).to.have.length(1);
  });

  it('ends with the place and the remedy when the file is wrong', async () => {
    await using folder = await TestFolder.create();
    const file = await folder.write(
      'security.yaml',
      'contexts: { orders: { trust: { anchor: [ca.pem] } } }\n',
    );
    const outcome = await example.run({ SECURITY_CONTEXT_FILE: file });
    expect(outcome).to.include({ code: 1, stdout: '' });
    expect(outcome.stderr).to.match(/^ERR_SETTING_UNKNOWN: .*contexts\.orders/);
  });
});
