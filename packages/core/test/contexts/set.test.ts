import { inspect } from 'node:util';
import { expect } from 'chai';
import {
  openSecurityContexts,
  SecurityError,
  tlsAdapter,
  type SecurityContexts,
} from '@security-context/core';
import type { TestFolder } from '@security-context/testkit';
import { closings, refusals, shopAdapter, shopFolder } from './stage.js';

const shop = shopAdapter();

describe('an open set of contexts', () => {
  let folder: TestFolder;
  let contexts: SecurityContexts;
  beforeEach(async () => {
    folder = await shopFolder();
    const trust = { anchors: [folder.path('ca.pem')] };
    contexts = await openSecurityContexts(
      {
        contexts: {
          orders: { url: 'shop://db/', options: { size: 5, deep: { a: 1 } }, trust, reload: false },
          events: { adapter: 'shop', trust, reload: false },
          plain: { trust, reload: false },
        },
      },
      { adapters: [shop], env: {} },
    );
  });
  afterEach(async () => {
    await contexts.close();
    await folder.remove();
  });

  it('binds with what is written and what code adds', () => {
    expect(
      contexts.bind('orders', shop, { options: { size: 5, idle: 1, none: undefined } }).input,
    ).to.deep.equal({
      url: 'shop://db/',
      options: { size: 5, deep: { a: 1 }, idle: 1 },
    });
    expect(contexts.bind('events', shop, { url: 'shop://elsewhere/' }).input).to.deep.equal({
      url: 'shop://elsewhere/',
    });
    expect(contexts.bind('plain', shop, {}).input).to.deep.equal({});
    expect(contexts.bind('plain', tlsAdapter).rejectUnauthorized).to.equal(true);
  });

  it('gives fresh options each time, so that a driver may change them', () => {
    const first = contexts.bind('orders', shop).input as { url?: string };
    first.url = 'changed';
    expect(contexts.bind('orders', shop).input.url).to.equal('shop://db/');
  });

  for (const [what, input, says] of [
    ['another URL', { url: 'shop://other/' }, 'url is written'],
    ['another value of an option', { options: { size: 6 } }, 'options.size is written'],
    ['another group in the options', { options: { deep: { b: 2 } } }, 'options.deep is written'],
  ] as const) {
    it(`refuses ${what} than is written`, () => {
      expect(() => contexts.bind('orders', shop, input))
        .to.throw(SecurityError, says)
        .with.property('code', 'ERR_SETTING_CONFLICT');
    });
  }

  it('refuses security words that code adds', () => {
    expect(() => contexts.bind('orders', shop, { options: { ca: '/other.pem' } }))
      .to.throw(SecurityError)
      .with.property('code', 'ERR_SETTING_CONFLICT');
  });

  it('refuses an adapter other than the one that is written', () => {
    for (const name of ['orders', 'events']) {
      expect(() => contexts.bind(name, tlsAdapter))
        .to.throw(SecurityError, 'is written for shop, and is bound to tls')
        .with.property('code', 'ERR_SETTING_CONFLICT');
    }
  });

  it('says that a context has no URL when its driver cannot do without', () => {
    const needy = shopAdapter('shop', {
      read: () => {
        throw new SecurityError('ERR_SETTING_INVALID', {
          place: 'connection string',
          reason: 'it is missing',
        });
      },
    });
    expect(() => contexts.bind('events', needy))
      .to.throw(SecurityError, 'context events: has no url for shop (connection string: it is missing)')
      .that.includes({ code: 'ERR_SETTING_INVALID', action: 'Write its url, or give { url } to bind().' });
    expect(() => contexts.bind('events', needy, { url: 'shop://db/' }))
      .to.throw(SecurityError)
      .with.property('message', 'connection string: it is missing');
  });

  it('refuses input whose accessors could be missed', () => {
    class Input {
      readonly #url = 'shop://other/';
      get url(): string {
        return this.#url;
      }
    }
    expect(() => contexts.bind('orders', shop, new Input()))
      .to.throw(SecurityError, 'the input is written')
      .with.property('code', 'ERR_SETTING_CONFLICT');
  });

  it('names the nearest context for a name it does not have', () => {
    expect(() => contexts.get('oders')).to.throw(SecurityError, 'did you mean orders?');
    expect(() => contexts.get('constructor')).to.throw(SecurityError, '(orders, events, plain)');
    expect(() => contexts.bind('x', shop))
      .to.throw(SecurityError)
      .with.property('code', 'ERR_SETTING_UNKNOWN');
  });

  it('reloads all, and tells all that failed', async () => {
    await folder.remove('ca.pem');
    const errors = await refusals(contexts.reload());
    expect(errors.map(({ code }) => code)).to.deep.equal(Array(3).fill('ERR_MATERIAL_NOT_FOUND'));
    expect(contexts.status().orders?.lastFailure?.code).to.equal('ERR_MATERIAL_NOT_FOUND');
  });

  it('prints its status, and no secrets', () => {
    const printed = `${JSON.stringify(contexts)} ${inspect(contexts, { depth: 9 })}`;
    expect(Object.keys(JSON.parse(JSON.stringify(contexts)) as object)).to.deep.equal([
      'orders',
      'events',
      'plain',
    ]);
    expect(printed).to.not.include('PRIVATE KEY');
  });

  it('closes all, once', async () => {
    const { log, closed } = closings();
    const set = await openSecurityContexts(
      { contexts: { a: { trust: { anchors: 'node' } }, b: { trust: { anchors: 'node' } } } },
      { env: {}, log },
    );
    const first = set.close();
    expect(set.close()).to.equal(first);
    await first;
    await set[Symbol.asyncDispose]();
    expect(closed.sort()).to.deep.equal(['a', 'b']);
    expect(set.status().a?.state).to.equal('closed');
    expect(() => set.bind('a', tlsAdapter))
      .to.throw(SecurityError)
      .with.property('code', 'ERR_CONTEXT_CLOSED');
  });
});
