import 'reflect-metadata';
import { setImmediate } from 'node:timers/promises';
import { expect } from 'chai';
import { Container, ContainerModule, decorate, inject, injectable, named } from 'inversify';
import type { SecurityStatus } from '@security-context/core';
import {
  adapterModule,
  DRIVER_ADAPTER,
  SecurityContext,
  SecurityContexts,
  securityModule,
} from '@security-context/core/di';
import type { TestFolder } from '@security-context/testkit';
import { closings, refusals, shopAdapter, shopFolder } from '../contexts/stage.js';

const shop = shopAdapter();
const shopModule = adapterModule(shop);
const node = { trust: { anchors: 'node' } } as const;

class OrdersStore {
  readonly context: SecurityContext;

  constructor(context: SecurityContext) {
    this.context = context;
  }
}

class Report {
  readonly contexts: SecurityContexts;
  readonly store: OrdersStore;

  constructor(contexts: SecurityContexts, store: OrdersStore) {
    this.contexts = contexts;
    this.store = store;
  }
}

// As `constructor(@inject(SecurityContext) @named('orders') context)`, in words every TypeScript runner understands.
decorate(injectable(), OrdersStore);
decorate([inject(SecurityContext), named('orders')], OrdersStore, 0);
decorate(injectable(), Report);
decorate(inject(SecurityContexts), Report, 0);
decorate(inject(OrdersStore), Report, 1);

describe('dependency injection', () => {
  let folder: TestFolder;
  let file: string;
  beforeEach(async () => {
    folder = await shopFolder();
    file = await folder.write(
      'security.yaml',
      `defaults: { trust: { anchors: [ca.pem] }, reload: false }
contexts:
  orders: { adapter: shop, url: 'shop://db/' }
  events: { url: 'stall://db/' }
  plain:
`,
    );
  });
  afterEach(() => folder.remove());

  it('works as the README shows it', async () => {
    const { log, closed } = closings();
    const container = new Container();
    container.load(
      await securityModule({ file }, { env: {}, log }),
      shopModule,
      adapterModule(shopAdapter('stall')),
    );
    const contexts = await container.getAsync(SecurityContexts);
    expect(contexts.names).to.deep.equal(['orders', 'events', 'plain']);
    expect(contexts.bind('orders', shop).input.url).to.equal('shop://db/');
    container.bind(OrdersStore).toSelf();
    container.bind(Report).toSelf().inSingletonScope();
    const store = container.get(OrdersStore);
    expect(store.context).to.equal(contexts.get('orders'));
    expect(container.get(Report).contexts).to.equal(contexts);
    expect(container.get(SecurityContexts)).to.equal(contexts);
    expect(container.get(SecurityContext, { name: 'plain' })).to.equal(contexts.get('plain'));
    await container.unbindAllAsync();
    expect(closed.sort()).to.deep.equal(['events', 'orders', 'plain']);
    const states = Object.values(contexts.status()).map(({ state }: SecurityStatus) => state);
    expect(states).to.deep.equal(['closed', 'closed', 'closed']);
  });

  it('opens the set once, by whoever asks first', async () => {
    const container = new Container();
    container.load(await securityModule({ contexts: { orders: node, other: node } }, { env: {} }));
    container.bind(OrdersStore).toSelf();
    const [orders, store, contexts, again] = await Promise.all([
      container.getAsync(SecurityContext, { name: 'orders' }),
      container.getAsync(OrdersStore),
      container.getAsync(SecurityContexts),
      container.getAsync(SecurityContexts),
    ]);
    expect(contexts).to.equal(again);
    expect(orders).to.equal(contexts.get('orders'));
    expect(store.context).to.equal(orders);
    await container.unbindAllAsync();
    expect(orders.status().state).to.equal('closed');
  });

  it('opens nothing while modules are loaded, so that bad material is told later', async () => {
    await folder.remove('ca.pem');
    const container = new Container();
    container.load(
      await securityModule({ file }, { env: {} }),
      shopModule,
      adapterModule(shopAdapter('stall')),
    );
    const errors = await refusals(container.getAsync(SecurityContexts));
    expect(errors.map(({ code }) => code)).to.deep.equal(Array(3).fill('ERR_MATERIAL_NOT_FOUND'));
    await container.unbindAllAsync();
  });

  it('tells what is wrong in the file when the module is made', async () => {
    await folder.write('security.yaml', 'contexts: { orders: { adaptor: shop } }');
    const [error] = await refusals(securityModule({ file }, { env: {} }));
    expect(error?.place).to.equal(`${file}: contexts.orders.adaptor`);
  });

  it('reads the file SECURITY_CONTEXT_FILE names', async () => {
    const container = new Container();
    container.load(
      await securityModule({}, { env: { SECURITY_CONTEXT_FILE: file } }),
      shopModule,
      adapterModule(shopAdapter('stall')),
    );
    expect((await container.getAsync(SecurityContexts)).names).to.include('plain');
    await container.unbindAllAsync();
  });

  it('can be tried again after opening failed', async () => {
    const pem = await folder.write('late.pem', '');
    const container = new Container();
    const contexts = { orders: { trust: { anchors: [pem] } } };
    container.load(await securityModule({ contexts }, { env: {} }));
    await refusals(container.getAsync(SecurityContexts));
    await refusals(container.getAsync(SecurityContext, { name: 'orders' }));
    await import('node:fs/promises').then(({ copyFile }) => copyFile(folder.path('ca.pem'), pem));
    const opened = await container.getAsync(SecurityContexts);
    expect(container.get(SecurityContext, { name: 'orders' })).to.equal(opened.get('orders'));
    await container.unbindAllAsync();
  });

  it('says that a service is asynchronous when it is asked for before the set is open', async () => {
    const container = new Container();
    container.load(await securityModule({ contexts: { orders: node } }, { env: {} }));
    container.bind(OrdersStore).toSelf();
    expect(() => container.get(SecurityContexts)).to.throw(
      'asynchronous service when resolving service "SecurityContexts"',
    );
    expect(() => container.get(SecurityContext, { name: 'orders' })).to.throw('asynchronous service');
    expect(() => container.get(OrdersStore)).to.throw(
      'asynchronous service when resolving service "OrdersStore"',
    );
    await container.getAsync(SecurityContexts);
    expect(container.get(OrdersStore).context.name).to.equal('orders');
    await container.unbindAllAsync();
  });

  it('does not end the process when a synchronous question opens a set that fails', async () => {
    const unhandled: unknown[] = [];
    const note = (error: unknown): void => void unhandled.push(error);
    process.on('unhandledRejection', note);
    const container = new Container();
    const contexts = { orders: { trust: { anchors: [folder.path('none.pem')] } } };
    container.load(await securityModule({ contexts }, { env: {} }));
    expect(() => container.get(SecurityContexts)).to.throw('asynchronous service');
    expect(() => container.get(SecurityContext, { name: 'orders' })).to.throw('asynchronous service');
    await refusals(container.getAsync(SecurityContexts));
    await container.unbindAllAsync();
    await setImmediate();
    process.off('unhandledRejection', note);
    expect(unhandled).to.be.empty;
  });

  it('refuses two modules with the same adapter, naming it', async () => {
    const container = new Container();
    container.load(
      await securityModule({ contexts: { orders: { ...node, adapter: 'shop' } } }, { env: {} }),
      shopModule,
      adapterModule(shopAdapter()),
    );
    const [error] = await refusals(container.getAsync(SecurityContexts));
    expect(error?.code).to.equal('ERR_SETTING_CONFLICT');
    expect(error?.place).to.equal('adapter shop');
    await container.unbindAllAsync();
  });

  it('needs no adapter for contexts of plain TLS', async () => {
    const container = new Container();
    container.load(await securityModule({ contexts: { orders: node } }, { env: {} }));
    expect((await container.getAsync(SecurityContext, { name: 'orders' })).generation).to.equal(1);
    await container.unbindAllAsync();
  });

  it('takes adapters bound by hand to the well-known symbol', async () => {
    const container = new Container();
    expect(DRIVER_ADAPTER).to.equal(Symbol.for('@security-context/core/DriverAdapter'));
    const byHand = new ContainerModule(({ bind }) => {
      bind(Symbol.for('@security-context/core/DriverAdapter')).toConstantValue(shop);
    });
    container.load(
      byHand,
      await securityModule({ contexts: { orders: { ...node, url: 'shop://x/' } } }, { env: {} }),
    );
    const contexts = await container.getAsync(SecurityContexts);
    expect(contexts.bind('orders', shop).input.url).to.equal('shop://x/');
    await container.unbindAllAsync();
  });

  it('keeps the sets of two containers apart, also from one module', async () => {
    const module = await securityModule({ contexts: { orders: node } }, { env: {} });
    const [first, second] = [new Container(), new Container()];
    first.load(module);
    second.load(module);
    const [one, other] = [await first.getAsync(SecurityContexts), await second.getAsync(SecurityContexts)];
    expect(one).to.not.equal(other);
    await first.unbindAllAsync();
    expect(one.status().orders?.state).to.equal('closed');
    expect(other.status().orders?.state).to.equal('open');
    await second.unloadAsync(module);
    expect(other.status().orders?.state).to.equal('closed');
  });

  it('resolves the contexts of two files in one container by their names', async () => {
    const { log, closed } = closings();
    const container = new Container();
    container.load(
      await securityModule({ contexts: { orders: node } }, { env: {}, log }),
      await securityModule({ contexts: { events: node } }, { env: {}, log }),
    );
    for (const name of ['orders', 'events']) {
      expect((await container.getAsync(SecurityContext, { name })).name).to.equal(name);
    }
    await container.unbindAllAsync();
    expect(closed.sort()).to.deep.equal(['events', 'orders']);
  });

  it('closes what is only being opened', async () => {
    const { log, closed } = closings();
    const container = new Container();
    container.load(await securityModule({ contexts: { orders: node } }, { env: {}, log }));
    const opening = container.getAsync(SecurityContexts);
    await container.unbindAllAsync();
    const contexts = await opening;
    expect(contexts.status().orders?.state).to.equal('closed');
    expect(closed).to.deep.equal(['orders']);
  });

  it('closes nothing that was never opened, and unloads without waiting then', async () => {
    const module = await securityModule({ contexts: { orders: node } }, { env: {} });
    const container = new Container();
    container.load(module);
    container.unbindAll();
    container.load(module);
    await container.unbindAllAsync();
  });

  it('does not know a context by another name, nor without a name', async () => {
    const container = new Container();
    container.load(await securityModule({ contexts: { orders: node } }, { env: {} }));
    await container.getAsync(SecurityContexts);
    expect(() => container.get(SecurityContext, { name: 'oders' })).to.throw('SecurityContext');
    expect(() => container.get(SecurityContext)).to.throw('SecurityContext');
    expect(() => container.unbindAll()).to.throw('unbindAllAsync');
    await container.unbindAllAsync();
  });
});
