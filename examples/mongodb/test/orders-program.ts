import { expect } from 'chai';
import { itExplainsItself } from '../../../test/packed/example.js';
import type { Example } from '../../../test/packed/example.js';
import { TemporaryFiles } from '../../../test/packed/program.js';
import { logLines } from './log-lines.js';
import { SecuredServer } from './secured-server.js';

/** Nobody's real server is written to. */
export const noServer = {
  MONGODB_URL: undefined,
  MONGODB_CA_FILE: undefined,
  MONGODB_CERTIFICATE_KEY_FILE: undefined,
};

/** Files never come to rest, so that the program waits until it is stopped. */
const noRotation = { SECURITY_CONTEXT_ORDERS_RELOAD_QUIET_MS: '60000' };

/** What the program does, in whatever syntax it is written. */
export function itPlacesOrders(example: Example): void {
  let temporary: TemporaryFiles;

  beforeEach(async () => {
    temporary = await TemporaryFiles.create();
  });
  afterEach(() => temporary.remove());

  it('places orders in its embedded database across a rotation, and ends by itself', async () => {
    const outcome = await example.run(temporary.env);
    expect(outcome, outcome.stdout).to.include({ code: 0, stderr: '' });
    const lines = logLines(outcome);
    expect(lines.filter(({ msg }) => msg === 'order placed')).to.have.length(11);
    expect(lines.map(({ event }) => event).filter(Boolean)).to.deep.equal(['rotated', 'closed']);
    const health = lines.flatMap(({ status }) => status ?? []);
    expect(health.map(({ healthy }) => healthy)).to.deep.equal([true, true]);
    expect(health.map(({ generation }) => generation)).to.deep.equal([1, 2]);
    const subjects = ['CN=orders-1', 'CN=orders-2'];
    expect(health.map(({ identity }) => identity?.subject)).to.deep.equal(subjects);
    expect(lines.find(({ clients }) => clients)?.clients).to.deep.equal(subjects);
    expect(outcome.stdout).not.to.include('PRIVATE KEY');
    expect(await temporary.left()).to.deep.equal([]);
  });

  it('stops when Ctrl-C comes, cleans up, and does not claim that it worked', async () => {
    const program = example.start({ ...temporary.env, ...noRotation });
    await program.said('replacing the client certificate on disk');
    expect(await temporary.left()).to.have.length(1);
    program.signal('SIGINT');
    const outcome = await program.ended;
    expect(outcome, outcome.stdout).to.include({ code: 130, stderr: '' });
    expect(logLines(outcome).at(-1)).to.include({ event: 'closed' });
    expect(await temporary.left()).to.deep.equal([]);
  });

  it('goes on until SIGTERM with a server from the environment, and then ends in order', async () => {
    await using server = await SecuredServer.start();
    const { double } = server;
    const stored = (): number => double.stored('shop.orders').length;
    const program = example.start(server.env);
    await Promise.race([double.until(() => stored() >= 2), program.ended]);
    program.signal('SIGTERM');
    const outcome = await program.ended;
    expect(outcome, outcome.stdout).to.include({ code: 0, stderr: '' });
    const said = logLines(outcome).map(({ msg }) => msg);
    expect(stored()).to.be.at.least(2);
    expect(said.filter((msg) => msg === 'order placed')).to.have.length(stored());
    expect(said.slice(-2)).to.deep.equal(['stopped', 'security context closed']);
    expect(new Set(double.heard.clientSubjects)).to.deep.equal(new Set(['CN=app']));
  });

  itExplainsItself(example, /^Places orders/);
}
