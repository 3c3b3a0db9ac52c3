import { mkdir } from 'node:fs/promises';
import { inspect } from 'node:util';
import { expect } from 'chai';
import { SecurityError } from '@security-context/core';
import { TestFolder } from '@security-context/testkit';
import { readSettingsFile } from '../../src/settings/file/settings-file.js';
import { readText, refusal } from './sample.js';

describe('a settings file', () => {
  it('names contexts with adapter, URL, options and settings', async () => {
    const { contexts } = await readText(`
contexts:
  orders:
    adapter: mongodb
    url: mongodb://db.example/
    options: { maxPoolSize: 20 }
    peer: { servername: db.example }
  events:
`);
    expect([...contexts.keys()]).to.deep.equal(['orders', 'events']);
    const orders = contexts.get('orders');
    expect(orders).to.include({ name: 'orders', adapter: 'mongodb', url: 'mongodb://db.example/' });
    expect(orders?.options).to.deep.equal({ maxPoolSize: 20 });
    expect(orders?.layer.settings).to.deep.equal({ peer: { servername: 'db.example' } });
    expect(contexts.get('events')?.layer.settings).to.deep.equal({});
  });

  it('tells the place of each setting', async () => {
    await using folder = await TestFolder.create();
    const path = await folder.write(
      'security.yaml',
      'defaults: { tls: true }\ncontexts: { orders: { tls: true } }\n',
    );
    const { contexts } = await readSettingsFile(path);
    const orders = contexts.get('orders');
    expect(orders?.layer.placeOf('trust.anchors[0]')).to.equal(`${path}: contexts.orders.trust.anchors[0]`);
    expect(orders?.defaults?.placeOf('tls')).to.equal(`${path}: defaults.tls`);
  });

  it('is refused with everything that is wrong in it at once', async () => {
    const errors = await refusal(`
default: {}
defaults: { peer: { verify: maybe } }
contexts:
  orders: { adaptor: mongodb, trust: { anchor: node } }
  events: { reload: { pollMs: 1 }, url: 7 }
`);
    expect(errors.map(({ code, place }) => `${code} ${place}`)).to.have.members([
      'ERR_SETTING_UNKNOWN security.yaml: default',
      'ERR_SETTING_INVALID security.yaml: defaults.peer.verify',
      'ERR_SETTING_UNKNOWN security.yaml: contexts.orders.adaptor',
      'ERR_SETTING_UNKNOWN security.yaml: contexts.orders.trust.anchor',
      'ERR_SETTING_INVALID security.yaml: contexts.events.url',
    ]);
    const messages = errors.map(({ message }) => message).join('\n');
    expect(messages).to.include('did you mean defaults?');
    expect(messages).to.include('did you mean adapter?');
    expect(messages).to.include('did you mean anchors?');
  });

  const wrong: Record<string, [text: string, code: string, message: string]> = {
    'without contexts': ['defaults: {}', 'ERR_SETTING_INVALID', 'security.yaml: has no contexts'],
    'that is empty': ['', 'ERR_SETTING_INVALID', 'security.yaml: has no contexts'],
    'that is one text': [
      'contexts',
      'ERR_SETTING_INVALID',
      'security.yaml: must be a group of settings, is a string',
    ],
    'whose contexts are a list': [
      'contexts: [orders]',
      'ERR_SETTING_INVALID',
      'security.yaml: contexts: must be a group of settings, is a list',
    ],
    'with a context that is a text': [
      'contexts: { orders: mongodb }',
      'ERR_SETTING_INVALID',
      'security.yaml: contexts.orders: must be a group of settings, is a string',
    ],
    'with adapter in defaults': [
      'defaults: { adapter: mongodb }\ncontexts: {}',
      'ERR_SETTING_UNKNOWN',
      'security.yaml: defaults.adapter: unknown setting',
    ],
    'with an empty adapter': [
      'contexts: { a: { adapter: "" } }',
      'ERR_SETTING_INVALID',
      'security.yaml: contexts.a.adapter: must not be empty',
    ],
    'with options that are a list': [
      'contexts: { a: { options: [1] } }',
      'ERR_SETTING_INVALID',
      'security.yaml: contexts.a.options: must be a group of settings, is a list',
    ],
    'with a native context, which only code can give': [
      'contexts: { a: { secureContext: {} } }',
      'ERR_SETTING_UNKNOWN',
      'security.yaml: contexts.a.secureContext: can be given in code only',
    ],
    'with DER bytes, which only code can give': [
      'contexts: { a: { trust: { anchors: [{ der: x }] } } }',
      'ERR_SETTING_INVALID',
      'security.yaml: contexts.a.trust.anchors[0]: must be',
    ],
    'with something like a source, which only code can give': [
      'contexts: { a: { identity: { name: x, read: y } } }',
      'ERR_SETTING_INVALID',
      'security.yaml: contexts.a.identity: must be',
    ],
    'with a wrong type deep inside': [
      'contexts: { a: { protocol: { legacyRenegotiation: "yes" } } }',
      'ERR_SETTING_INVALID',
      'security.yaml: contexts.a.protocol.legacyRenegotiation: must be true or false',
    ],
    "with a driver's word in it": [
      'contexts: { a: { tlsCAFile: ca.pem } }',
      'ERR_SETTING_UNKNOWN',
      'security.yaml: contexts.a.tlsCAFile: unknown setting; known here are',
    ],
    'with an identity in words of its own': [
      'contexts: { a: { identity: { keyFile: k.pem, certFile: c.pem } } }',
      'ERR_SETTING_UNKNOWN',
      'security.yaml: contexts.a.identity.keyFile: unknown setting; did you mean key?',
    ],
    'with a name that begins with a digit': [
      'contexts: { 1a: {} }',
      'ERR_SETTING_INVALID',
      'security.yaml: contexts.1a: a context name must begin with a letter',
    ],
    'with a name that holds a dot': [
      'contexts: { a.b: {} }',
      'ERR_SETTING_INVALID',
      'security.yaml: contexts.a.b: a context name must begin with a letter',
    ],
    'with the name __proto__': [
      'contexts: { __proto__: { tls: false } }',
      'ERR_SETTING_INVALID',
      'security.yaml: contexts.__proto__: a context name',
    ],
    'with __proto__ among the settings': [
      'contexts: { a: { __proto__: { tls: false } } }',
      'ERR_SETTING_UNKNOWN',
      'security.yaml: contexts.a.__proto__: unknown setting',
    ],
  };
  for (const [name, [text, code, message]] of Object.entries(wrong)) {
    it(`${name} is refused`, async () => {
      const [first, ...others] = await refusal(text);
      expect(others).to.be.empty;
      expect(first?.code).to.equal(code);
      expect(first?.message).to.satisfy((told: string) => told.startsWith(message), first?.message);
    });
  }

  it('is refused when two names are one in the environment', async () => {
    const [first, ...others] = await refusal('contexts: { orders-eu: {}, Orders_EU: {} }');
    expect(others).to.be.empty;
    expect(first?.code).to.equal('ERR_SETTING_CONFLICT');
    expect(first?.place).to.equal('security.yaml: contexts.orders-eu and security.yaml: contexts.Orders_EU');
    expect(first?.message).to.include('SECURITY_CONTEXT_ORDERS_EU_');
  });

  for (const [where, text, place] of [
    ['a URL', 'contexts: { a: { url: "mongodb://u:${PW}@db/" } }', 'contexts.a.url'],
    ['a list', 'contexts: { a: { trust: { anchors: [x, "${CA}"] } } }', 'contexts.a.trust.anchors[1]'],
    ['driver options', 'contexts: { a: { options: { o: { p: "${P}" } } } }', 'contexts.a.options.o.p'],
    [
      'defaults',
      'defaults: { credentials: { password: "x${PW}" } }\ncontexts: {}',
      'defaults.credentials.password',
    ],
  ] as const) {
    it(`that holds \${…} in ${where} is refused, for nobody would fill it in`, async () => {
      const [first] = await refusal(text);
      expect(first?.code).to.equal('ERR_SETTING_INVALID');
      expect(first?.place).to.equal(`security.yaml: ${place}`);
      expect(first?.error.action).to.include('passwordFile').and.include('passphraseFile');
      expect(inspect(first?.error)).to.not.match(/\$\{(PW|CA|P)/);
    });
  }

  it('that is missing, a directory, too large or not UTF-8 is refused by its path', async () => {
    await using folder = await TestFolder.create();
    await mkdir(folder.path('folder.yaml'));
    await folder.write('large.yaml', `contexts: {}\n${'#'.repeat(1024 * 1024)}`);
    await folder.write('latin.yaml', Buffer.from('contexts: { a: { url: "x\xe9" } }', 'latin1'));
    for (const [name, code, says] of [
      ['none.yaml', 'ERR_MATERIAL_NOT_FOUND', 'does not exist'],
      ['large.yaml/below.yaml', 'ERR_MATERIAL_NOT_FOUND', 'does not exist'],
      ['folder.yaml', 'ERR_MATERIAL_UNREADABLE', 'is a directory'],
      ['large.yaml', 'ERR_MATERIAL_TOO_LARGE', '1048576 bytes'],
      ['latin.yaml', 'ERR_SETTING_INVALID', 'not UTF-8'],
    ] as const) {
      const error = await readSettingsFile(folder.path(name)).catch((thrown: unknown) => thrown);
      if (!SecurityError.is(error)) throw new Error(`${name} was accepted`);
      expect(error.code, name).to.equal(code);
      expect(error.message, name).to.include(says);
      expect(error.place, name).to.equal(folder.path(name));
    }
  });

  it('that is a device or a pipe is refused at once', async function () {
    if (process.platform === 'win32') return this.skip();
    const error = await readSettingsFile('/dev/null').catch((thrown: unknown) => thrown);
    expect(error).to.include({ code: 'ERR_MATERIAL_UNREADABLE' });
  });
});
