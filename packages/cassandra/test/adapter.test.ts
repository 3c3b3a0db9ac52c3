import { auth, Client } from 'cassandra-driver';
import { expect } from 'chai';
import { Container } from 'inversify';
import { openSecurityContext, openSecurityContexts, secure, SecurityContexts } from '@security-context/core';
import type { SecurityContext } from '@security-context/core';
import { securityModule } from '@security-context/core/di';
import { cassandraAdapter } from '@security-context/cassandra';
import { cassandraModule } from '@security-context/cassandra/di';
import { startCqlDouble, TestAuthority, TestFolder } from '@security-context/testkit';
import { impatient, StockClient } from './stock-client.js';
import { refusal } from './attempt.js';

describe('the options the Cassandra adapter gives', () => {
  let context: SecurityContext;
  before(async () => {
    context = await openSecurityContext({ trust: { anchors: 'node' }, reload: false }, { env: {} });
  });
  after(() => context.close());

  it('are those of the user, and always say that a chain that does not verify ends the connection', () => {
    const policy = {};
    const written = { contactPoints: ['h'], localDataCenter: 'dc1', policies: policy };
    const { options } = context.bind(cassandraAdapter, { options: written });
    expect(options).to.include({
      contactPoints: written.contactPoints,
      localDataCenter: 'dc1',
      policies: policy,
    });
    expect(options.sslOptions).to.include({ rejectUnauthorized: true });
    expect(options.sslOptions).to.have.all.keys('secureContext', 'rejectUnauthorized', 'checkServerIdentity');
    expect(written).to.have.all.keys('contactPoints', 'localDataCenter', 'policies');
    expect(() => new Client(options)).not.to.throw();
  });

  it('keep to the fourth version of the protocol unless another is written', () => {
    const versionOf = (protocolOptions?: { maxVersion?: number; port?: number }) =>
      context.bind(cassandraAdapter, { options: { ...(protocolOptions && { protocolOptions }) } }).options
        .protocolOptions;
    expect(versionOf()).to.deep.equal({ maxVersion: 4 });
    expect(versionOf({ port: 9142 })).to.deep.equal({ maxVersion: 4, port: 9142 });
    expect(versionOf({ maxVersion: 0x42 })).to.deep.equal({ maxVersion: 0x42 });
  });

  it('have an AuthProvider of the driver’s own class, and none where there is no login', () => {
    const credentials = { username: 'app', password: 'x' };
    const { options } = context.bind(cassandraAdapter, { options: { contactPoints: ['h'], credentials } });
    const { AuthProvider } = auth as unknown as { AuthProvider: new () => object };
    expect(options.authProvider).to.be.instanceOf(AuthProvider);
    expect(context.bind(cassandraAdapter, { options: {} }).options).not.to.have.property('authProvider');
  });

  it('refuse TLS words beside a context, which would be silently ignored', () => {
    const error = refusal(() =>
      context.bind(cassandraAdapter, { options: { sslOptions: { servername: 'x' } } }),
    );
    expect(error).to.include({ code: 'ERR_SETTING_CONFLICT', place: 'option sslOptions.servername' });
    context.bind(cassandraAdapter, { options: { sslOptions: {} } });
  });

  it('name the contact points as they will be dialled', () => {
    const contactPoints = ['db.example', '10.0.0.1:9142', '[2001:db8::1]:9143', '2001:db8::2', ''];
    expect(cassandraAdapter.endpoints?.({ options: { contactPoints } })).to.deep.equal([
      { host: 'db.example', port: 9042 },
      { host: '10.0.0.1', port: 9142 },
      { host: '2001:db8::1', port: 9143 },
      { host: '2001:db8::2', port: 9042 },
    ]);
    const elsewhere = { contactPoints: ['h'], protocolOptions: { port: 1 } };
    expect(cassandraAdapter.endpoints?.({ options: elsewhere })).to.deep.equal([{ host: 'h', port: 1 }]);
    expect(cassandraAdapter.endpoints?.({})).to.deep.equal([]);
  });
});

describe('the Cassandra driver', () => {
  it('is told when it is missing, or of a version that does not comply', async () => {
    for (const [parts, code] of [
      [{ name: 'no-such-driver', range: '^4.7.0' }, 'ERR_DRIVER_MISSING'],
      [{ name: 'cassandra-driver', range: '^5.0.0' }, 'ERR_DRIVER_UNSUPPORTED'],
    ] as const) {
      const adapter = { ...cassandraAdapter, package: { ...parts, from: import.meta.url } };
      const error: unknown = await secure(adapter, { options: {} }, { env: {} }).catch(
        (thrown: unknown) => thrown,
      );
      expect(error).to.have.property('code', code);
      expect(error).to.have.property('action').that.contains(`npm install ${parts.name}@`);
    }
  });

  it('works by a settings file, with what code adds, and from a container', async () => {
    const ca = await TestAuthority.create();
    const users = [{ username: 'app', password: 'hunter2' }];
    await using double = await startCqlDouble({ tls: (await ca.issue()).tls, users });
    await using folder = await TestFolder.create();
    await folder.write('ca.pem', ca.certificatePem);
    await folder.write('password', 'hunter2\n');
    const file = await folder.write(
      'security.yaml',
      `contexts:
  events:
    adapter: cassandra
    trust: { anchors: [ca.pem] }
    credentials: { username: app, passwordFile: password }
    options: { contactPoints: ['${double.contactPoint}'], localDataCenter: datacenter1 }
  words:
    adapter: cassandra
    options: { contactPoints: ['${double.contactPoint}'], sslOptions: { cafile: ca.pem, verify_mode: CERT_REQUIRED } }
  bare: { adapter: cassandra, trust: { anchors: [ca.pem] } }
`,
    );
    await using contexts = await openSecurityContexts({ file }, { adapters: [cassandraAdapter], env: {} });
    // What code says again may be the same.
    const input = { options: impatient };
    await using client = new StockClient(contexts.bind('events', cassandraAdapter, input).options);
    await client.ping();
    expect(double.heard.logins).to.include('app');
    const login = { ...impatient, credentials: { username: 'app', password: 'hunter2' } };
    await using byWords = new StockClient(
      contexts.bind('words', cassandraAdapter, { options: login }).options,
    );
    await byWords.ping();
    expect(contexts.bind('bare', cassandraAdapter).options.sslOptions).to.include({
      rejectUnauthorized: true,
    });

    const container = new Container();
    container.load(await securityModule({ file }), cassandraModule);
    try {
      const held = await container.getAsync(SecurityContexts);
      expect(held.bind('events', cassandraAdapter).options.contactPoints).to.deep.equal([
        double.contactPoint,
      ]);
    } finally {
      await container.unbindAllAsync();
    }
  });
});
