import { expect } from 'chai';
import { openSecurityContext, secure, SecurityError } from '@security-context/core';
import type { DriverAdapter, SecurityEvents, TlsBinding } from '@security-context/core';
import { TestAuthority } from '@security-context/testkit';

interface ListInput {
  readonly servers: readonly string[];
}

/** An adapter for a list of servers, some of which may be spoken to in the clear. */
const listing: DriverAdapter<ListInput, { binding: TlsBinding }> = {
  driver: 'listing',
  urlSchemes: ['https:', 'http:'],
  mechanisms: ['liveContext', 'identityCheck', 'ownSocket'],
  read: (input) => ({
    settings: {},
    rest: input,
    plaintext: input.servers.filter((server) => server.startsWith('http:')),
  }),
  bind: (binding) => ({ binding }),
};

const mixed = { servers: ['https://a.example', 'http://user:canary@b.example:4200'] };

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return SecurityError.is(error) ? error.code : String(error);
  }
  return 'nothing';
}

describe('a server in the clear among encrypted ones', () => {
  let pem: string;
  before(async () => {
    pem = (await TestAuthority.create()).certificatePem;
  });
  const settings = () => ({ trust: { anchors: [{ pem }] }, reload: false as const });

  it('is told of as insecure, once however often it is bound and asked for, and without its password', async () => {
    const events: SecurityEvents['insecure'][] = [];
    const listeners = { insecure: (event: SecurityEvents['insecure']) => void events.push(event) };
    await using context = await openSecurityContext(settings(), { env: {}, listeners });
    const { binding } = context.bind(listing, mixed);
    context.bind(listing, mixed);
    binding.admitPlaintext('http://user:canary@b.example:4200');
    expect(events).to.have.length(1);
    expect(events[0]?.place)
      .to.match(/^server http:\/\/.*b\.example:4200$/)
      .and.not.include('canary');
    binding.admitPlaintext('http://c.example');
    expect(events.map(({ place }) => place)).to.include('server http://c.example');
  });

  it('is remembered as told of until a thousand others came, for memory has an end', async () => {
    const told: string[] = [];
    const listeners = { insecure: ({ place }: SecurityEvents['insecure']) => void told.push(place) };
    await using context = await openSecurityContext(settings(), { env: {}, listeners });
    const { binding } = context.bind(listing, { servers: [] });
    const loud = Object.getOwnPropertyDescriptor(process, 'emitWarning') ?? {};
    Object.defineProperty(process, 'emitWarning', { ...loud, value: () => undefined });
    try {
      for (let index = 0; index < 1001; index++) binding.admitPlaintext(`http://${index}.example`);
      binding.admitPlaintext('http://1000.example');
      expect(told).to.have.length(1001);
      binding.admitPlaintext('http://0.example');
      expect(told).to.have.length(1002);
    } finally {
      Object.defineProperty(process, 'emitWarning', loud);
    }
  });

  it('is refused where the settings or the platform refuse anything insecure', async () => {
    for (const [own, env] of [
      [{ refuseInsecure: true }, {}],
      [{}, { SECURITY_CONTEXT_REFUSE_INSECURE: '1' }],
    ] as const) {
      await using context = await openSecurityContext({ ...settings(), ...own }, { env });
      expect(codeOf(() => context.bind(listing, mixed))).to.equal('ERR_INSECURE_REFUSED');
      const { binding } = context.bind(listing, { servers: ['https://a.example'] });
      expect(codeOf(() => binding.admitPlaintext('http://b.example'))).to.equal('ERR_INSECURE_REFUSED');
    }
  });

  it('is refused when secure() reads it, too', async () => {
    const error: unknown = await secure(listing, mixed, {
      settings: { ...settings(), refuseInsecure: true },
      env: {},
    }).catch((thrown: unknown) => thrown);
    expect(SecurityError.is(error) && error.code).to.equal('ERR_INSECURE_REFUSED');
  });

  it('is admitted until the day that owns up to it, and no longer', async () => {
    const until = new Date(Date.now() + 60_000);
    await using context = await openSecurityContext(
      { ...settings(), refuseInsecure: true, insecure: { reason: 'moving', until } },
      { env: {} },
    );
    const { binding } = context.bind(listing, mixed);
    const { now } = Date;
    try {
      Date.now = () => now() + 120_000;
      expect(codeOf(() => binding.admitPlaintext('http://b.example'))).to.equal('ERR_INSECURE_REFUSED');
    } finally {
      Date.now = now;
    }
  });

  it('is refused once the context is closed', async () => {
    const context = await openSecurityContext(settings(), { env: {} });
    const { binding } = context.bind(listing, mixed);
    await context.close();
    expect(codeOf(() => binding.admitPlaintext('http://b.example'))).to.equal('ERR_CONTEXT_CLOSED');
  });
});

describe('a binding', () => {
  it('tells the generation in use', async () => {
    const [first, second] = await Promise.all([TestAuthority.create(), TestAuthority.create()]);
    let pem = first.certificatePem;
    const source = { name: 'test', read: () => Promise.resolve({ anchors: [pem] }) };
    await using context = await openSecurityContext(
      { trust: { anchors: [source] }, reload: false },
      { env: {} },
    );
    const { binding } = context.bind(listing, { servers: [] });
    expect(binding.generation).to.equal(1);
    pem = second.certificatePem;
    await context.reload();
    expect(binding.generation).to.equal(2);
  });
});

describe('a deprecated word in an input', () => {
  it('is a process warning that says where it is and what to write instead', async () => {
    const aged: DriverAdapter<undefined, object> = {
      driver: 'aged',
      urlSchemes: [],
      mechanisms: ['liveContext', 'identityCheck', 'noResumption'],
      read: () => ({
        settings: {},
        rest: undefined,
        deprecated: [{ place: 'option ssl_version', instead: 'write minVersion' }],
      }),
      bind: () => ({}),
    };
    const warned = new Promise<Error>((resolve) => process.once('warning', resolve));
    const bound = await secure(aged, undefined, { settings: { trust: { anchors: 'node' } }, env: {} });
    await bound.context.close();
    const warning = await warned;
    expect(warning.name).to.equal('DeprecationWarning');
    expect(warning.message).to.equal('aged option ssl_version: write minVersion');
  });
});
