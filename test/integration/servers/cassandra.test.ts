import { auth, Client } from 'cassandra-driver';
import { expect } from 'chai';
import { requireServer, startCassandra } from '../../servers/index.js';
import type { CassandraServer, ServerPem } from '../../servers/index.js';
import { makeCertificates } from './certificates.js';
import type { Certificates } from './certificates.js';
import { BUILD_MS, expectNoProcess, REFUSALS, shown } from './expectations.js';

describe('the real Cassandra of the integration tests', function () {
  this.timeout(60_000);
  let certificates: Certificates;
  let server: CassandraServer;

  before(async function () {
    this.timeout(BUILD_MS);
    await requireServer(this, 'cassandra');
    certificates = await makeCertificates();
    server = await startCassandra({ ...certificates.server, ca: certificates.ca });
  });
  after(() => (server as CassandraServer | undefined)?.stop());

  async function release(tls: Partial<ServerPem>, password = server.auth.password): Promise<unknown> {
    const client = new Client({
      contactPoints: [`${server.host}:${String(server.port)}`],
      localDataCenter: 'datacenter1',
      authProvider: new auth.PlainTextAuthProvider(server.auth.username, password),
      // Over TLS 1.3 the driver's own choice of a version never comes to an end.
      protocolOptions: { maxVersion: 4 },
      sslOptions: { ca: [certificates.ca], rejectUnauthorized: true, ...tls },
    });
    try {
      const { rows } = await client.execute('SELECT release_version FROM system.local');
      return rows[0]?.get('release_version') as unknown;
    } finally {
      await client.shutdown();
    }
  }

  it('answers a client that has a certificate of its CA and the password', async () => {
    expect(await release(certificates.client)).to.match(/^\d+\.\d+/);
  });

  it('refuses a client without a certificate', async () => {
    const error = await release({}).catch((e: unknown) => e);
    const { innerErrors = {} } = error as { innerErrors?: Record<string, unknown> };
    expect(Object.values(innerErrors)[0]).to.have.property('code').oneOf(REFUSALS);
  });

  it('refuses a wrong password', async () => {
    const error = await release(certificates.client, 'wrong').catch((e: unknown) => e);
    const { innerErrors = {} } = error as { innerErrors?: Record<string, unknown> };
    expect(Object.values(innerErrors)[0]).to.have.property('name', 'AuthenticationError');
  });

  it('shows its new certificate to the next connection', async () => {
    const next = await certificates.authority.issue();
    await server.reloadCertificates(next.tls);
    expect(await shown(server.port)).to.equal(next.fingerprint256);
    expect(await release(certificates.client)).to.be.a('string');
  });

  it('stops and leaves no process', async () => {
    await server.stop();
    expectNoProcess(server.pid);
  });
});
