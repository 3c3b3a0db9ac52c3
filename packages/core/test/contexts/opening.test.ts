import { expect } from 'chai';
import { openSecurityContexts, SecurityContext, SecurityContexts, tlsAdapter } from '@security-context/core';
import { TestFolder } from '@security-context/testkit';
import { closings, refusals, shopAdapter, shopFolder } from './stage.js';

const shop = shopAdapter();

describe('a set of contexts', () => {
  it('is opened from a file, with relative paths, defaults, URL, options and environment', async () => {
    await using folder = await shopFolder();
    const file = await folder.write(
      'security.yaml',
      `defaults: { trust: { anchors: [ca.pem] }, reload: false }
contexts:
  orders: { adapter: shop, url: 'shop://db/', options: { size: 5 }, identity: { certificateKeyFile: app.pem } }
  plain: {}
  other: { url: 'shop://other/?ca=ca.pem' }
`,
    );
    const env = { SECURITY_CONTEXT_PLAIN_PEER_SERVERNAME: 'db.example' };
    await using contexts = await openSecurityContexts({ file }, { adapters: [shop], env });
    expect(contexts).to.be.instanceOf(SecurityContexts);
    expect(contexts.names).to.deep.equal(['orders', 'plain', 'other']);
    expect(contexts.get('orders')).to.be.instanceOf(SecurityContext);
    expect(contexts.status().orders?.identity?.subject).to.include('CN=app');
    expect(contexts.status().plain?.trust.anchors).to.equal(1);
    expect(contexts.status().other?.trust.origins.join()).to.include(folder.path('ca.pem'));
    const { binding, input } = contexts.bind('orders', shop);
    expect(input).to.deep.equal({ url: 'shop://db/', options: { size: 5 } });
    expect(binding.name).to.equal('orders');
    expect(contexts.bind('plain', tlsAdapter).servername).to.equal('db.example');
    expect(await contexts.reload()).to.deep.equal({ orders: 1, plain: 1, other: 1 });
  });

  it('is opened from the file SECURITY_CONTEXT_FILE names, also when code names the same', async () => {
    await using folder = await shopFolder();
    const file = await folder.write(
      'security.json',
      '{ "contexts": { "a": { "trust": { "anchors": "node" } } } }',
    );
    const env = { SECURITY_CONTEXT_FILE: file };
    for (const source of [{}, { file }]) {
      await using contexts = await openSecurityContexts(source, { env });
      expect(contexts.names).to.deep.equal(['a']);
    }
    const [other] = await refusals(openSecurityContexts({ file: `${file}.old` }, { env }));
    expect(other?.code).to.equal('ERR_SETTING_CONFLICT');
    expect(other?.place).to.equal(`file ${file}.old and environment variable SECURITY_CONTEXT_FILE`);
    const [code] = await refusals(openSecurityContexts({ contexts: {} }, { env }));
    expect(code?.place).to.equal('contexts and environment variable SECURITY_CONTEXT_FILE');
    const [none] = await refusals(openSecurityContexts({}, { env: {} }));
    expect(none?.action).to.include('SECURITY_CONTEXT_FILE');
  });

  it('is not opened from a path alone, nor from nothing like a source', async () => {
    for (const [source, reason] of [
      ['security.yaml', 'is text'],
      [null, 'must be an object with file or contexts'],
      [[], 'must be an object with file or contexts'],
    ] as const) {
      const [error] = await refusals(openSecurityContexts(source as object, { env: {} }));
      expect(error).to.include({
        code: 'ERR_SETTING_INVALID',
        message: `source of the contexts: ${reason}`,
        action: 'Give { file } or { contexts }.',
      });
    }
  });

  it('is not opened with a URL nobody would read, nor the words in it', async () => {
    const orders = { adapter: 'shop', url: 'shop://db/?ca=ca.pem' };
    const adapters = [shopAdapter('shop', { urlSchemes: [] })];
    for (const [contexts, env] of [
      [{ orders }, {}],
      [{ orders: { adapter: 'shop' } }, { SECURITY_CONTEXT_ORDERS_URL: orders.url }],
    ] as const) {
      const [error] = await refusals(openSecurityContexts({ contexts }, { adapters, env }));
      expect(error).to.include({
        code: 'ERR_SETTING_INVALID',
        message: 'contexts.orders.url: the adapter shop takes no URL',
      });
    }
  });

  it('is opened from code, which may give functions and sources', async () => {
    await using folder = await shopFolder();
    await using contexts = await openSecurityContexts(
      {
        contexts: {
          orders: {
            adapter: 'shop',
            trust: { anchors: [folder.path('ca.pem')] },
            credentials: () => ({ username: 'u', password: 'p' }),
          },
        },
      },
      { adapters: [shop], env: {} },
    );
    const { binding } = contexts.bind('orders', shop, { url: 'shop://db/' });
    expect(await binding.credentials?.request()).to.deep.equal({ username: 'u', password: 'p' });
  });

  it('takes the adapter and the URL from the environment', async () => {
    const env = { SECURITY_CONTEXT_A_URL: 'shop://db/', SECURITY_CONTEXT_B_ADAPTER: 'shop' };
    const contexts = { a: { trust: { anchors: 'node' } }, b: { trust: { anchors: 'node' } } } as const;
    await using set = await openSecurityContexts({ contexts }, { adapters: [shop], env });
    expect(set.bind('a', shop).input).to.deep.equal({ url: 'shop://db/' });
    expect(() => set.bind('b', tlsAdapter)).to.throw('written for shop');
    const twice = openSecurityContexts(
      { contexts: { a: { url: 'shop://x/' }, b: {} } },
      { adapters: [shop], env },
    );
    const [error] = await refusals(twice);
    expect(error?.code).to.equal('ERR_SETTING_CONFLICT');
    expect(error?.place).to.equal('contexts.a.url and environment variable SECURITY_CONTEXT_A_URL');
  });

  it('collects everything that is wrong, each with its place, and leaves nothing open', async () => {
    await using folder = await shopFolder();
    const file = await folder.write(
      'security.yaml',
      `contexts:
  good: { trust: { anchors: [ca.pem] } }
  missing: { trust: { anchors: [none.pem] } }
  unknown: { adapter: shopp }
  scheme: { url: 'chop://db/' }
  dialect: { url: 'shop://db/?ca=' }
  twice: { url: 'shop://db/?ca=app.pem', trust: { anchors: [ca.pem] } }
  better: { trust: { anchors: [ca.pem] } }
`,
    );
    const { log, closed } = closings();
    const errors = await refusals(openSecurityContexts({ file }, { adapters: [shop], env: {}, log }));
    const at = (place: string): string => `${file}: contexts.${place}`;
    const places = Object.fromEntries(errors.map((error) => [error.place ?? '', error]));
    const missing = errors.find(({ code }) => code === 'ERR_MATERIAL_NOT_FOUND');
    expect(missing?.place).to.include(at('missing.trust.anchors[0]')).and.include(folder.path('none.pem'));
    expect(places[at('unknown.adapter')]?.code).to.equal('ERR_ADAPTER_UNKNOWN');
    expect(places[at('unknown.adapter')]?.message).to.include('registered are shop, tls');
    expect(places[at('unknown.adapter')]?.action).to.include('@security-context/shopp');
    expect(places[at('scheme.url')]?.code).to.equal('ERR_ADAPTER_UNKNOWN');
    expect(places[at('scheme.url')]?.message).to.match(
      /no registered adapter takes chop: URLs; known are shop: \(shop\)$/,
    );
    expect(places[at('dialect')]?.message).to.include('URI option ca: is empty');
    const conflict = `${at('twice.trust.anchors')} and ${at('twice')}: URI option ca`;
    expect(places[conflict]?.code, Object.keys(places).join('\n')).to.equal('ERR_SETTING_CONFLICT');
    expect(errors).to.have.length(5);
    expect(closed.sort()).to.deep.equal(['better', 'good']);
  });

  it('names the package of an adapter that is not in the package of its driver’s name', async () => {
    for (const [driver, name] of [
      ['aws', 'cloud'],
      ['undici', 'https'],
      ['node-crate', 'cratedb'],
      ['mongodb', 'mongodb'],
    ] as const) {
      const [error] = await refusals(
        openSecurityContexts({ contexts: { a: { adapter: driver } } }, { env: {} }),
      );
      expect(error?.action).to.include(`of @security-context/${name},`);
    }
  });

  it('tells all that is wrong in one context one by one', async () => {
    const careless = shopAdapter('shop', {
      read: () => ({ settings: { peer: { verify: 'x', servername: '' } } as never, rest: {} }),
    });
    const contexts = { a: { url: 'shop://a/' }, b: { adapter: 'none' } };
    const errors = await refusals(openSecurityContexts({ contexts }, { adapters: [careless], env: {} }));
    expect(errors.map(({ place }) => place)).to.have.members([
      'contexts.a: shop input peer.verify',
      'contexts.a: shop input peer.servername',
      'contexts.b.adapter',
    ]);
  });

  it('refuses a variable for a context it does not have', async () => {
    const env = { SECURITY_CONTEXT_ODERS_TLS: '1' };
    const [error] = await refusals(openSecurityContexts({ contexts: { orders: {} } }, { env }));
    expect(error?.place).to.equal('environment variable SECURITY_CONTEXT_ODERS_TLS');
  });

  it('refuses two adapters of one name, before anything is opened', async () => {
    const [error] = await refusals(
      openSecurityContexts({ contexts: {} }, { adapters: [shop, shopAdapter(), shopAdapter('x')], env: {} }),
    );
    expect(error?.code).to.equal('ERR_SETTING_CONFLICT');
    expect(error?.place).to.equal('adapter shop');
  });

  it('refuses a URL that several adapters take, naming them, unless the context names one', async () => {
    const adapters = [shop, shopAdapter('stall', { urlSchemes: ['shop:', 'stall:'] })];
    const url = 'SHOP://db/';
    const [error] = await refusals(openSecurityContexts({ contexts: { a: { url } } }, { adapters, env: {} }));
    expect(error?.code).to.equal('ERR_SETTING_CONFLICT');
    expect(error?.place).to.equal('contexts.a.url');
    expect(error?.message).to.include('(shop, stall)');
    const contexts = { a: { url, adapter: 'stall', trust: { anchors: 'node' as const } } };
    await using set = await openSecurityContexts({ contexts }, { adapters, env: {} });
    expect(set.names).to.deep.equal(['a']);
  });

  it('refuses a URL without scheme where no adapter is named, without printing it', async () => {
    const contexts = { a: { url: '//app:hunter2@db/' } };
    const [error] = await refusals(openSecurityContexts({ contexts }, { adapters: [shop], env: {} }));
    expect(error?.place).to.equal('contexts.a.url');
    expect(error?.message).to.include('no scheme').and.not.include('hunter2');
  });

  it('refuses words in code that are no settings', async () => {
    const contexts = { a: { adaptor: 'shop', trust: { anchor: 'node' } } };
    const errors = await refusals(openSecurityContexts({ contexts } as never, { env: {} }));
    expect(errors.map(({ place }) => place)).to.have.members([
      'contexts.a.adaptor',
      'contexts.a.trust.anchor',
    ]);
  });

  it("uses the dialect's defaults only where nobody wrote anything", async () => {
    const careful = shopAdapter('shop', {
      read: ({ url }) => ({
        settings: {},
        rest: url === undefined ? {} : { url },
        defaults: { peer: { servername: 'from-the-dialect' }, trust: { anchors: 'node' } },
      }),
    });
    await using folder = await TestFolder.create();
    const file = await folder.write(
      'security.yaml',
      'defaults: { peer: { servername: from-defaults } }\ncontexts: { a: { url: "shop://db/" } }\n',
    );
    await using set = await openSecurityContexts({ file }, { adapters: [careful], env: {} });
    expect(set.bind('a', careful).binding.servername).to.equal('from-defaults');
    expect(set.status().a?.trust.anchors).to.equal('node');
  });

  it('tells of a driver that is missing, once for all its contexts', async () => {
    await using folder = await TestFolder.create();
    await folder.write('anchor', '');
    const absent = shopAdapter('shop', {
      package: { name: 'no-such-driver', range: '^7', from: import.meta.url },
    });
    const contexts = {
      a: { url: 'shop://a/', trust: { anchors: 'node' as const } },
      b: { url: 'shop://b/' },
    };
    const { log, closed } = closings();
    const errors = await refusals(openSecurityContexts({ contexts }, { adapters: [absent], env: {}, log }));
    expect(errors.map(({ code }) => code)).to.deep.equal(['ERR_DRIVER_MISSING']);
    expect(closed).to.include('a');
  });
});
