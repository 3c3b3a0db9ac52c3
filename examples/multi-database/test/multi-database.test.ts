import { expect } from 'chai';
import type { Seen } from '../src/embedded/databases.js';
import type { Health } from '../src/health.js';
import { runNode } from '../../../test/packed/program.js';
import { Customers } from './customers.js';
import { SecuredDatabases } from './secured-databases.js';
import { args, cwd, environment, RunningShop } from './running-shop.js';

const NAMES = ['orders', 'events', 'search', 'archive'];
const ROTATIONS = 2;

type SeenByName = Readonly<Record<string, Seen>>;

describe('the example multi-database', function () {
  this.timeout(60_000);

  it('serves without a failure while certificates, authority and passwords of all four are replaced (promise 59)', async () => {
    await using shop = await RunningShop.start();
    const customers = new Customers(shop).start();
    for (let rotation = 1; rotation <= ROTATIONS; rotation += 1) {
      expect((await shop.ask('POST', '/rotate')).status).to.equal(200);
      const seen = (await shop.ask('GET', `/seen/CN=shop-${rotation + 1}`)).body as SeenByName;
      for (const name of NAMES) expect(seen[name]?.refused, name).to.equal(0);
    }
    await customers.leave();
    expect(customers.failures).to.deep.equal([]);
    expect(customers.orders).to.be.greaterThan(10);

    const { status, body } = await shop.ask('GET', '/health');
    expect(status).to.equal(200);
    const { contexts } = body as Health;
    expect(Object.keys(contexts)).to.deep.equal(NAMES);
    for (const context of Object.values(contexts)) {
      // Two for each rotation: what is new, and then what is old dropped.
      expect(context).to.include({ healthy: true, generation: 1 + 2 * ROTATIONS, anchors: 1 });
      expect(context.subject).to.equal(`CN=shop-${ROTATIONS + 1}`);
    }

    expect(await shop.end('SIGTERM')).to.deep.equal({ code: 0, stderr: '', left: [] });
    expect(shop.lines.filter(({ event }) => event === 'rotated')).to.have.length(
      NAMES.length * 2 * ROTATIONS,
    );
    expect(shop.lines.filter(({ level }) => level > 30)).to.deep.equal([]);
    // Passwords begin so, and keys are PEM.
    expect(JSON.stringify(shop.lines)).not.to.match(/secret-|PRIVATE KEY/);
  });

  it('ends in order while it is busy', async () => {
    await using shop = await RunningShop.start();
    const replaced = shop.ask('POST', '/rotate');
    const { status } = await shop.ask('POST', '/orders', { item: 'lamp' });
    expect(status).to.equal(201);
    const ended = shop.end('SIGINT');
    expect((await replaced).status).to.equal(200);
    expect(await ended).to.deep.equal({ code: 0, stderr: '', left: [] });
    expect(shop.lines.at(-1)?.msg).to.equal('stopped');
    expect(
      shop.lines.filter(({ event }) => event === 'closed').map(({ context }) => context),
    ).to.have.members(NAMES);
  });

  it('tells what it does not know, and what is too much', async () => {
    await using shop = await RunningShop.start();
    const status = async (...question: Parameters<typeof shop.ask>) => (await shop.ask(...question)).status;
    expect(await status('GET', '/orders/none')).to.equal(404);
    expect(await status('GET', '/archive/none')).to.equal(404);
    expect(await status('GET', '/nowhere')).to.equal(404);
    expect(await status('POST', '/orders', { thing: 'lamp' })).to.equal(400);
    expect(await status('POST', '/orders', { item: 'x'.repeat(100_000) })).to.equal(413);
  });

  it('replaces everything by itself with --rotate-every', async () => {
    await using shop = await RunningShop.start({}, ['--rotate-every=0.5']);
    const customers = new Customers(shop).start();
    expect((await shop.ask('GET', '/seen/CN=shop-2')).status).to.equal(200);
    await customers.leave();
    expect(customers.failures).to.deep.equal([]);
    expect(await shop.end('SIGTERM')).to.deep.equal({ code: 0, stderr: '', left: [] });
  });

  describe('with databases from the environment', () => {
    let databases: SecuredDatabases;

    beforeEach(async () => {
      databases = await SecuredDatabases.start();
    });
    afterEach(() => databases[Symbol.asyncDispose]());

    it('serves with files and passwords that SECURITY_CONTEXT_ variables name', async () => {
      await using shop = await RunningShop.start(databases.env);
      const customers = new Customers(shop).start();
      await databases.sawOrders(5);
      await customers.leave();
      expect(customers.failures).to.deep.equal([]);
      expect(databases.clients).to.deep.equal(['CN=app']);
      expect((await shop.ask('POST', '/rotate')).status).to.equal(404);
      expect(await shop.end('SIGTERM')).to.deep.equal({ code: 0, stderr: '', left: [] });
    });

    it('is not healthy while a file cannot be used, goes on serving, and tells no secret', async () => {
      await using shop = await RunningShop.start(databases.env);
      await databases.breakCertificate();
      await shop.logged(({ event }) => event === 'reload-failed');
      const { status, body } = await shop.ask('GET', '/health');
      expect(status).to.equal(503);
      const { contexts } = body as Health;
      expect(contexts.orders).to.include({ healthy: false, generation: 1 });
      expect(contexts.orders?.failure).to.match(/^ERR_/);
      expect(JSON.stringify([body, shop.lines])).not.to.include(databases.canary);
      expect((await shop.ask('POST', '/orders', { item: 'lamp' })).status).to.equal(201);
    });

    it('ends at once, with the reason, when a server is not to be trusted, which hears nothing', async () => {
      const env = { ...environment, ...databases.env, ...databases.distrust };
      const outcome = await runNode(args, { cwd, env });
      expect(outcome.code).to.equal(1);
      expect(outcome.stdout).to.include('ERR_PEER_UNTRUSTED');
      expect(outcome.stdout).not.to.include(databases.canary);
      expect(databases.bytes).to.equal(0);
    });

    it('names the variables that are missing', async () => {
      const env = { ...environment, ...databases.env, CRATEDB_URL: undefined, S3_ENDPOINT: undefined };
      const outcome = await runNode(args, { cwd, env });
      expect(outcome.code).to.equal(1);
      expect(outcome.stdout).to.include('These variables are missing: CRATEDB_URL, S3_ENDPOINT');
    });
  });

  it('explains itself with --help, and for what it does not know', async () => {
    const help = await runNode([...args, '--help'], { cwd, env: environment });
    expect(help).to.include({ code: 0, stderr: '' });
    expect(help.stdout).to.match(/^A shop over MongoDB/);
    const wrong = await Promise.all(
      ['--port=1', '--rotate-every=soon'].map((word) => runNode([...args, word], { cwd, env: environment })),
    );
    for (const { code, stdout, stderr } of wrong) {
      expect({ code, stdout }).to.deep.equal({ code: 2, stdout: '' });
      expect(stderr).to.include('Usage:');
    }
  });
});
