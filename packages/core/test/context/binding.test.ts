import { once } from 'node:events';
import { connect, createSecureContext, type ConnectionOptions } from 'node:tls';
import { expect } from 'chai';
import { openSecurityContext, secure, SecurityError, tlsAdapter } from '@security-context/core';
import type { DriverAdapter, Mechanism, SecuritySettings } from '@security-context/core';
import { startTestServer, TestAuthority, TestFolder } from '@security-context/testkit';

interface EchoInput {
  readonly settings?: SecuritySettings;
}

const all: readonly Mechanism[] = [
  'liveContext',
  'identityCheck',
  'sni',
  'noResumption',
  'credentialsPerConnection',
];

/** An adapter that shows what it was given. */
function showing(mechanisms: readonly Mechanism[] = all) {
  const adapter: DriverAdapter<EchoInput, { binding: Parameters<typeof adapter.bind>[0] }> = {
    driver: 'showing',
    urlSchemes: ['showing:'],
    mechanisms,
    read: ({ settings = {} }) => ({ settings, rest: {}, places: { credentials: 'the login of the test' } }),
    bind: (binding) => ({ binding }),
  };
  return adapter;
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  const error: unknown = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return SecurityError.is(error) ? error.code : String(error);
}

/** As tools clone options: everything a thing has of its own, on the same prototype. */
function deepCopy(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const own = Object.entries(value).map(([key, entry]: [string, unknown]) => [key, deepCopy(entry)]);
  return Object.assign(
    Object.create(Object.getPrototypeOf(value) as object | null) as object,
    Object.fromEntries(own),
  );
}

/** As tools merge options: object literals are copied, everything else stays what it is. */
function merged(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]: [string, unknown]) => [key, merged(entry)]),
  );
}

async function connected(options: ConnectionOptions): Promise<string> {
  const socket = connect(options);
  try {
    await once(socket, 'secureConnect');
    return 'connected';
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  } finally {
    socket.destroy();
  }
}

describe('binding', () => {
  let pem: string;
  before(async () => {
    pem = (await TestAuthority.create()).certificatePem;
  });
  const open = (settings: SecuritySettings = {}) =>
    openSecurityContext({ trust: { anchors: [{ pem }] }, reload: false, ...settings }, { env: {} });

  it('gives one live context and one check to every driver', async () => {
    await using context = await open();
    const [first, second] = [context.bind(showing(), {}), context.bind(showing(), {})];
    expect(first.binding.secureContext).to.equal(second.binding.secureContext);
    expect(first.binding.tlsOptions()).not.to.equal(second.binding.tlsOptions());
    expect(first.binding.tlsOptions()).to.include({ rejectUnauthorized: true });
  });

  it('stays live in options that were copied deeply, and ends with close() there too', async () => {
    await using server = await startTestServer({ tls: (await (await TestAuthority.create()).issue()).tls });
    const context = await openSecurityContext(
      { peer: { verify: 'none' }, reload: false, insecure: { reason: 'the test' } },
      { env: {} },
    );
    const copies = [deepCopy, merged].map((copy) => copy(context.bind(tlsAdapter)) as ConnectionOptions);
    const codes = (): Promise<string[]> =>
      Promise.all(copies.map((copy) => connected({ port: server.port, host: '127.0.0.1', ...copy })));
    expect(await codes()).to.deep.equal(['connected', 'connected']);
    await context.close();
    const refused = 'ERR_SSL_NO_PROTOCOLS_AVAILABLE';
    expect(await codes()).to.deep.equal([refused, refused]);
  });

  it('shares one native context among contexts with the same content', async () => {
    await using first = await open();
    await using second = await open();
    const native = (context: typeof first): unknown => context.bind(tlsAdapter).secureContext.context;
    expect(native(first)).to.equal(native(second));
  });

  it('makes once what must exist once per context, and disposes it on close, newest first', async () => {
    const context = await open();
    const { binding } = context.bind(showing(), {});
    const disposed: string[] = [];
    const make = (key: string) =>
      binding.once(
        key,
        () => ({ key }),
        () => void disposed.push(key),
      );
    expect(make('agent')).to.equal(make('agent'));
    make('pool');
    await context.close();
    await context.close();
    expect(disposed).to.deep.equal(['pool', 'agent']);
  });

  const unenforceable: readonly (readonly [string, SecuritySettings, readonly Mechanism[], string])[] = [
    ['rotation', {}, ['identityCheck', 'noResumption'], 'liveContext'],
    ['the name check', {}, ['liveContext', 'noResumption'], 'identityCheck'],
    ['safe resumption', {}, ['liveContext', 'identityCheck'], 'noResumption'],
    ['a server name', { peer: { servername: 'db.example' } }, all.filter((one) => one !== 'sni'), 'sni'],
    [
      'a credential source',
      { credentials: () => ({ username: 'u', password: 'p' }) },
      all.filter((one) => one !== 'credentialsPerConnection'),
      'credentialsPerConnection',
    ],
  ];
  for (const [what, settings, mechanisms, missing] of unenforceable) {
    it(`refuses a driver that cannot honour ${what}, naming what is missing`, async () => {
      await using context = await open(settings);
      expect(() => context.bind(showing(mechanisms), {}))
        .to.throw(SecurityError, missing)
        .with.property('code', 'ERR_ADAPTER_CANNOT_HONOUR');
    });
  }

  it('refuses a plaintext connection that is to end, where no handshake can be refused', async () => {
    await using context = await openSecurityContext(
      { tls: false, insecure: { reason: 'test', until: '2999-01-01' } },
      { env: {} },
    );
    expect(() => context.bind(showing(), {})).to.throw(SecurityError, 'insecure.until');
  });

  it('refuses input that cannot be read, as it refuses any other, and keeps what was thrown', async () => {
    await using context = await open();
    const cause = new Error('no such value');
    const input = {
      get settings(): SecuritySettings {
        throw cause;
      },
    };
    const refused = {
      code: 'ERR_SETTING_INVALID',
      message: 'showing input: reading it threw an error',
      cause,
    };
    expect(() => context.bind(showing(), input))
      .to.throw(SecurityError)
      .that.includes(refused);
    const opened: unknown = await secure(showing(), input, { env: {} }).catch((thrown: unknown) => thrown);
    expect(opened).to.include(refused);
  });

  it('refuses TLS words in the input, with their place', async () => {
    await using context = await open();
    const input = { settings: { peer: { verify: 'none' } } } as const;
    expect(() => context.bind(showing(), input))
      .to.throw(SecurityError, 'showing input peer.verify')
      .with.property('code', 'ERR_SETTING_CONFLICT');
  });

  it('takes a login from the input when the context has none, and refuses a second one', async () => {
    const input = { settings: { credentials: { username: 'app', password: 'canary-password' } } };
    await using without = await open();
    const { binding } = without.bind(showing(), input);
    expect(await binding.credentials?.request()).to.deep.equal({
      username: 'app',
      password: 'canary-password',
    });
    await using having = await open({ credentials: { username: 'other', password: 'x' } });
    expect(() => having.bind(showing(), input))
      .to.throw(SecurityError, 'the login of the test')
      .with.property('code', 'ERR_SETTING_CONFLICT');
  });

  it('tells of a frozen login only for drivers that took it', async () => {
    let password = 'one';
    const folder = await TestFolder.create();
    const passwordFile = await folder.write('password', password);
    const context = await open({ credentials: { username: 'app', passwordFile } });
    const frozen: (readonly string[])[] = [];
    context.on('credentials-frozen', ({ drivers }) => frozen.push(drivers));
    const mechanisms = all.filter((one) => one !== 'credentialsPerConnection');
    const { binding } = context.bind(showing(mechanisms), {});
    const change = async (): Promise<number> => {
      await folder.replace('password', (password += '!'));
      return context.reload();
    };
    expect(await change()).to.equal(2);
    expect(frozen).to.deep.equal([]);
    expect(binding.credentials?.password?.reveal()).to.equal('one!');
    expect(await change()).to.equal(3);
    expect(frozen).to.deep.equal([['showing']]);
    await context.close();
    await folder.remove();
  });

  it('passes a ready native context through, and still refuses after close', async () => {
    const secureContext = createSecureContext({ ca: pem });
    const context = await openSecurityContext({ secureContext }, { env: {} });
    const options = context.bind(tlsAdapter);
    expect(options.secureContext.context).to.equal(secureContext.context);
    expect(context.status().trust.anchors).to.equal('unknown');
    await context.close();
    expect(options.secureContext.context).not.to.equal(secureContext.context);
  });

  it('has no TLS options for a plaintext connection', async () => {
    await using context = await openSecurityContext({ tls: false }, { env: {} });
    expect(() => context.bind(tlsAdapter)).to.throw(SecurityError, 'tls is off');
  });

  it('closes what secure() opened when the driver cannot comply', async () => {
    const closed: unknown[] = [];
    const settings = { trust: { anchors: [{ pem }] }, reload: false } as const;
    const code = await codeOf(
      secure(showing([]), { settings }, { env: {}, listeners: { closed: (event) => closed.push(event) } }),
    );
    expect(code).to.equal('ERR_ADAPTER_CANNOT_HONOUR');
    expect(closed).to.have.length(1);
  });

  it('refuses settings of secure() that contradict its input', async () => {
    const input = { settings: { trust: { anchors: ['/one'] } } };
    const code = await codeOf(
      secure(showing(), input, { env: {}, settings: { trust: { anchors: ['/two'] } } }),
    );
    expect(code).to.equal('ERR_SETTING_CONFLICT');
  });
});

describe('cipher lists', () => {
  it('of TLS 1.3 suites alone leave TLS 1.2 out', async () => {
    const ca = await TestAuthority.create();
    const server = await startTestServer({ tls: (await ca.issue()).tls });
    await using context = await openSecurityContext(
      {
        trust: { anchors: [{ pem: ca.certificatePem }] },
        protocol: { ciphers: 'TLS_AES_256_GCM_SHA384' },
        reload: false,
      },
      { env: {} },
    );
    const accepted = server.nextHandshake();
    const socket = connect({ host: 'localhost', port: server.port, ...context.bind(tlsAdapter) });
    expect(await accepted).to.include({ protocol: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384' });
    socket.destroy();
    await server.close();
  });

  it('that OpenSSL does not know are an error that names the setting', async () => {
    const opening = openSecurityContext(
      { trust: { anchors: 'node' }, protocol: { ciphers: 'NO-SUCH-CIPHER' }, reload: false },
      { env: {} },
    );
    expect(await codeOf(opening)).to.equal('ERR_SETTING_INVALID');
  });
});
