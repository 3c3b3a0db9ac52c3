import { expect } from 'chai';
import { cratedbAdapter, CrateHttpClient } from '@security-context/cratedb';
import { explain, openSecurityContext } from '@security-context/core';
import type { SecurityContext, SecuritySettings } from '@security-context/core';
import { startCrateDouble, startHttpDouble, TestAuthority, TestFolder } from '@security-context/testkit';
import type { CrateDouble } from '@security-context/testkit';
import { attempt, thrownBy } from './attempt.js';

const users = [
  { username: 'app', password: 'pä:ss' },
  { username: 'app', password: 'next' },
  { username: 'robot', token: 'to.ken' },
] as const;

describe('the login at a CrateDB server', () => {
  let server: CrateDouble;
  let trust: NonNullable<SecuritySettings['trust']>;
  before(async () => {
    const ca = await TestAuthority.create();
    trust = { anchors: [{ pem: ca.certificatePem }] };
    server = await startCrateDouble({ tls: (await ca.issue()).tls, users });
  });
  beforeEach(() => server.forget());
  after(() => server.close());

  async function withClient(
    credentials: SecuritySettings['credentials'],
    use: (client: CrateHttpClient, context: SecurityContext) => Promise<void>,
  ): Promise<void> {
    const settings = { trust, reload: false, ...(credentials && { credentials }) } as const;
    await using context = await openSecurityContext(settings, { env: {} });
    using client = new CrateHttpClient(context.bind(cratedbAdapter, { servers: server.url }));
    await use(client, context);
  }

  for (const [what, credentials, login] of [
    ['user and password', { username: 'app', password: 'pä:ss' }, { method: 'basic', username: 'app' }],
    ['a token', { mechanism: 'JWT', password: 'to.ken' }, { method: 'jwt', username: 'robot' }],
    ['a function that gives user and password', () => ({ username: 'app', password: 'next' }), { method: 'basic', username: 'app' }], // prettier-ignore
    ['a function that gives a token: a password without user', () => ({ username: '', password: 'to.ken' }), { method: 'jwt', username: 'robot' }], // prettier-ignore
  ] as const) {
    it(`goes by ${what}`, async () => {
      await withClient(credentials, async (client) => {
        await client.sql('SELECT 1');
        await client.serverInfos(server.url);
      });
      expect(server.heard.logins).to.deep.equal([login, login]);
    });
  }

  it('is not sent with a colon in the user name, where the password would begin', async () => {
    await withClient({ username: 'app:pä', password: 'ss' }, async (client) => {
      expect(await thrownBy(() => client.sql('SELECT 1'))).to.include({ code: 'ERR_SETTING_INVALID' });
    });
    expect(server.heard.requests).to.have.length(0);
  });

  it('may be written in the words of crate-python, or in the URL', async () => {
    for (const words of [{ username: 'app', password: 'pä:ss' }, { jwtToken: 'to.ken' }]) {
      expect((await attempt({ users, words })).rows).to.deep.equal([[1]]);
    }
    const url = server.url.replace('https://', `https://app:${encodeURIComponent('pä:ss')}@`);
    const { settings } = cratedbAdapter.read({ servers: url });
    expect(settings.credentials).to.deep.equal({ username: 'app', password: 'pä:ss' });
  });

  it('follows a password file and a function from one request to the next', async () => {
    await using folder = await TestFolder.create();
    const passwordFile = await folder.write('password', 'pä:ss\n');
    await withClient({ username: 'app', passwordFile }, async (client, context) => {
      await client.sql('SELECT 1');
      await folder.replace('password', 'next\n');
      await context.reload();
      await client.sql('SELECT 1');
    });
    const passwords = ['pä:ss', 'next'];
    await withClient(() => ({ username: 'app', password: passwords.shift() ?? '' }), async (client) => {
      await client.sql('SELECT 1');
      await client.sql('SELECT 1');
    }); // prettier-ignore
    const sent = server.heard.requests.map(({ headers }) => headers.authorization);
    const basic = (password: string) => `Basic ${Buffer.from(`app:${password}`).toString('base64')}`;
    expect(sent).to.deep.equal(['pä:ss', 'next', 'pä:ss', 'next'].map(basic));
  });

  it('that is refused is explained as such, and the server stays in use', async () => {
    await withClient({ username: 'app', password: 'wrong' }, async (client, context) => {
      const error = await thrownBy(() => client.sql('SELECT 1'));
      expect(error).to.include({
        name: 'CrateError',
        status: 401,
        message: '401 Client Error: Unauthorized',
      });
      expect(explain(error, context)).to.include({ code: 'ERR_IDENTITY_REFUSED' });
      expect(client.activeServers).to.have.length(1);
    });
  });

  it('that lacks a privilege is not a refused login', async () => {
    const body = { error: { message: "Missing 'DQL' privilege for user 'app'", code: 4011 } };
    await using strict = await startHttpDouble({ answer: () => ({ status: 401, body }) });
    await using context = await openSecurityContext({ tls: false }, { env: {} });
    using client = new CrateHttpClient(context.bind(cratedbAdapter, { servers: strict.url }));
    const error = await thrownBy(() => client.sql('SELECT 1'));
    expect(error).to.include({ name: 'CrateError', code: 4011 });
    expect(explain(error, context)).to.equal(undefined);
  });

  it('that is not to be had ends in its own error, and no request', async () => {
    const failing = (): never => {
      throw new Error('vault is sealed');
    };
    await withClient(failing, async (client) => {
      const error = await thrownBy(() => client.sql('SELECT 1'));
      expect(error).to.include({ code: 'ERR_CREDENTIALS_UNAVAILABLE' });
      expect(client.activeServers).to.have.length(1);
    });
    expect(server.heard.requests).to.deep.equal([]);
  });

  it('is not sent to a server that is not trusted', async () => {
    const other = await TestAuthority.create();
    const words = { username: 'app', password: 'pä:ss' };
    const { problem, server: stranger } = await attempt({ tls: (await other.issue()).tls, users, words });
    expect(problem?.code).to.equal('ERR_PEER_UNTRUSTED');
    expect(stranger.heard.bytes).to.equal(0);
  });
});
