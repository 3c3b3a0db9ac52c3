import { expect } from 'chai';
import { cratedbAdapter, type CrateInput } from '@security-context/cratedb';
import { openSecurityContext, openSecurityContexts } from '@security-context/core';
import type { SecuritySettings } from '@security-context/core';
import { TestAuthority } from '@security-context/testkit';
import { thrownBy } from './attempt.js';

describe('binding CrateDB servers', () => {
  let trust: NonNullable<SecuritySettings['trust']>;
  before(async () => {
    trust = { anchors: [{ pem: (await TestAuthority.create()).certificatePem }] };
  });

  async function refusal(settings: SecuritySettings, input: object): Promise<Error> {
    await using context = await openSecurityContext({ reload: false, ...settings }, { env: {} });
    return await thrownBy(() => context.bind(cratedbAdapter, input));
  }

  for (const [what, input, code, place] of [
    ['no servers', {}, 'ERR_SETTING_INVALID', 'servers'],
    ['a time-out that is no number', { timeout: '5' }, 'ERR_SETTING_INVALID', 'option timeout'],
    ['a time-out of nothing', { timeout: 0 }, 'ERR_SETTING_INVALID', 'option timeout'],
    ['half a connection', { pool_size: 0.5 }, 'ERR_SETTING_INVALID', 'option pool_size'],
    ['a threshold that is none', { compress: 'yes' }, 'ERR_SETTING_INVALID', 'option compress'],
    ['a schema that is no text', { schema: 5 }, 'ERR_SETTING_INVALID', 'option schema'],
    ['TLS words', { ca_cert: 'ca.pem' }, 'ERR_SETTING_CONFLICT', 'option ca_cert'],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const servers = what === 'no servers' ? {} : { servers: 'https://localhost:1' };
      expect(await refusal({ trust }, { ...servers, ...input })).to.include({ code, place });
    });
  }

  for (const [what, credentials, code, place] of [
    ['an authenticator', { username: 'u', authenticator: 'x' }, 'ERR_ADAPTER_CANNOT_HONOUR', 'credentials.authenticator'], // prettier-ignore
    ['a mechanism there is not', { username: 'u', mechanism: 'PLAIN' }, 'ERR_ADAPTER_CANNOT_HONOUR', 'credentials.mechanism'], // prettier-ignore
    ['a token with a user', { username: 'u', password: 't', mechanism: 'jwt' }, 'ERR_SETTING_INVALID', 'credentials.username'], // prettier-ignore
    ['a password alone', { password: 'p' }, 'ERR_SETTING_INVALID', 'credentials'],
  ] as const) {
    it(`refuses a login with ${what}`, async () => {
      const input = { servers: 'https://localhost:1' };
      expect(await refusal({ trust, credentials }, input)).to.include({ code, place });
    });
  }

  it('refuses https servers where TLS is off, and takes http servers then', async () => {
    const https = { servers: ['http://localhost:1', 'localhost:1'] };
    expect(await refusal({ tls: false }, https)).to.include({ code: 'ERR_ADAPTER_CANNOT_HONOUR' });
    await using context = await openSecurityContext({ tls: false }, { env: {} });
    const { servers } = context.bind(cratedbAdapter, { servers: 'http://localhost:1' });
    expect(servers.map(({ url }) => url)).to.deep.equal(['http://localhost:1']);
  });

  it('shares connections within a context, and not with another number of them', async () => {
    await using context = await openSecurityContext({ trust }, { env: {} });
    const bind = (input: CrateInput) => context.bind(cratedbAdapter, { servers: 'https://a', ...input });
    expect(bind({}).agents).to.equal(bind({ timeout: 5 }).agents);
    expect(bind({}).agents).not.to.equal(bind({ pool_size: 1 }).agents);
    expect(bind({ pool_size: 1 }).agents.https.maxSockets).to.equal(1);
  });

  it('works by name from a settings file, by the scheme crate: alone too', async () => {
    const contexts = {
      search: { url: 'crate://db.example', trust, options: { schema: 'shop' } },
      archive: { adapter: 'cratedb', trust, options: { servers: ['https://a', 'https://b'] } },
    };
    await using set = await openSecurityContexts({ contexts }, { adapters: [cratedbAdapter], env: {} });
    const search = set.bind('search', cratedbAdapter, { timeout: 5 });
    expect(search.servers.map(({ url }) => url)).to.deep.equal(['https://db.example:4200']);
    expect(search.requests).to.include({ schema: 'shop', timeoutMs: 5000 });
    expect(set.bind('archive', cratedbAdapter).servers).to.have.length(2);
  });
});
