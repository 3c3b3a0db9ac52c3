import { expect } from 'chai';
import { openSecurityContext, SecurityError } from '@security-context/core';
import type { CredentialSource, SecurityContext, SecuritySettings } from '@security-context/core';
import { cassandraAdapter } from '@security-context/cassandra';
import { startCqlDouble, TestAuthority, TestFolder } from '@security-context/testkit';
import type { CqlDouble, CqlDoubleOptions, ServerTls } from '@security-context/testkit';
import { refused } from './attempt.js';
import { impatient, StockClient } from './stock-client.js';

const login = { username: 'app', password: 'hunter2' };
const changed = { username: 'other', password: 'changed' };

describe('the credentials of the Cassandra driver', () => {
  let ca: TestAuthority;
  let tls: ServerTls;
  before(async () => {
    ca = await TestAuthority.create();
    tls = (await ca.issue()).tls;
  });
  const server = (): CqlDoubleOptions => ({ tls, users: [login] });
  const settings = (credentials: SecuritySettings['credentials'] & {}): SecuritySettings => ({
    trust: { anchors: [{ pem: ca.certificatePem }] },
    credentials,
    reload: false,
  });
  const open = (credentials: SecuritySettings['credentials'] & {}): Promise<SecurityContext> =>
    openSecurityContext(settings(credentials), { env: {} });
  const bound = (context: SecurityContext, { contactPoint }: CqlDouble): StockClient => {
    const input = { options: { ...impatient, contactPoints: [contactPoint] } };
    return new StockClient(context.bind(cassandraAdapter, input).options);
  };

  it('are asked for anew for each connection, user and password as one', async () => {
    await using double = await startCqlDouble(server());
    let current = login;
    await using context = await open(() => current);
    await using client = bound(context, double);
    await client.ping();
    expect(new Set(double.heard.logins)).to.deep.equal(new Set(['app']));
    current = changed;
    double.users = [changed];
    double.forget();
    await double.dropConnections();
    await client.ping();
    expect(new Set(double.heard.logins)).to.deep.equal(new Set(['other']));
  });

  it('may lie in a file, which is read again, without its last line break', async () => {
    await using folder = await TestFolder.create();
    const passwordFile = await folder.write('cql', 'hunter2\n');
    await using double = await startCqlDouble(server());
    await using context = await open({ username: 'app', passwordFile });
    await using client = bound(context, double);
    await client.ping();
    double.users = [{ username: 'app', password: 'changed' }];
    await folder.write('cql', 'changed\r\n');
    await context.reload();
    double.forget();
    await double.dropConnections();
    await client.ping();
    expect(double.heard.logins).to.include('app');
    // What vanishes or is empty later changes nothing: the last good password stays.
    for (const spoil of [() => folder.write('cql', ''), () => folder.remove('cql')]) {
      await spoil();
      const failed: unknown = await context.reload().catch((error: unknown) => error);
      expect(SecurityError.is(failed) && failed.code).to.match(/^ERR_MATERIAL_/);
      double.forget();
      await double.dropConnections();
      await client.ping();
      expect(double.heard.logins).to.include('app');
    }
  });

  it('that are missing or empty in their file are told when the context opens', async () => {
    await using folder = await TestFolder.create();
    for (const [passwordFile, code] of [
      [folder.path('gone'), 'ERR_MATERIAL_NOT_FOUND'],
      [await folder.write('empty', ''), 'ERR_MATERIAL_EMPTY'],
    ] as const) {
      const error: unknown = await open({ username: 'app', passwordFile }).catch((thrown: unknown) => thrown);
      expect(error).to.have.property('code', code);
    }
  });

  it('are told as unavailable where a source throws, gives nothing or half a login', async () => {
    const sources: readonly CredentialSource[] = [
      () => {
        throw new Error('vault sealed: hunter2');
      },
      () => Promise.reject(new Error('vault gone')),
      () => undefined as never,
      () => ({ username: 'app', password: '' }),
      () => ({ username: '', password: 'hunter2' }),
      () => ({ username: 'app', password: 'hunter2\0other' }),
    ];
    for (const source of sources) {
      const { problem, server: deaf } = await refused({ server: server(), settings: settings(source) });
      expect(problem.code).to.equal('ERR_CREDENTIALS_UNAVAILABLE');
      expect(problem.message).not.to.contain('hunter2');
      expect(deaf.heard.authResponses).to.equal(0);
    }
  });

  it('are told as unavailable where a source hangs, when its time is over', async () => {
    const real = globalThis.setTimeout;
    // The deadline is the only timer of 30 s here: it runs out at once.
    const hasty = (call: () => void, ms?: number) => real(call, ms === 30_000 ? 1 : ms);
    globalThis.setTimeout = hasty as typeof setTimeout;
    try {
      const hanging = settings(() => new Promise<never>(() => undefined));
      const { problem } = await refused({ server: server(), settings: hanging });
      expect(problem.code).to.equal('ERR_CREDENTIALS_UNAVAILABLE');
      expect(problem.message).to.contain('in time');
    } finally {
      globalThis.setTimeout = real;
    }
  });
});
