import { errors } from 'cassandra-driver';
import { expect } from 'chai';
import { explain, openSecurityContext, SecurityError } from '@security-context/core';
import { cassandraAdapter } from '@security-context/cassandra';
import { startTestServer, TestAuthority } from '@security-context/testkit';
import type { CqlDoubleOptions, LeafFault, ServerTls } from '@security-context/testkit';
import { attempt, refused } from './attempt.js';
import type { Attempt } from './attempt.js';

describe('errors of the Cassandra driver', () => {
  let ca: TestAuthority;
  let good: ServerTls;
  before(async () => {
    ca = await TestAuthority.create();
    good = (await ca.issue()).tls;
  });
  const settings = () => ({ trust: { anchors: [{ pem: ca.certificatePem }] } });
  const asked = (
    server: CqlDoubleOptions,
    more: Partial<Attempt> = {},
  ): Promise<{ code: string; message: string }> =>
    refused({ server, settings: settings(), ...more }).then(({ problem, thrown, server: { heard } }) => {
      expect(thrown).to.have.property('name', 'NoHostAvailableError');
      expect(heard.bytes).to.equal(0);
      return problem;
    });

  const faults: Readonly<Record<LeafFault, string>> = {
    expired: 'ERR_PEER_EXPIRED',
    'not-yet-valid': 'ERR_PEER_NOT_YET_VALID',
    'wrong-purpose': 'ERR_PEER_POLICY',
    'wrong-name': 'ERR_PEER_NAME_MISMATCH',
    'self-signed': 'ERR_PEER_UNTRUSTED',
  };
  for (const fault of Object.keys(faults) as LeafFault[]) {
    it(`are explained for a certificate that is ${fault}`, async () => {
      expect((await asked({ tls: (await ca.issueFaulty(fault)).tls })).code).to.equal(faults[fault]);
    });
  }

  it('are explained for an untrusted CA that the server sends', async () => {
    const other = await TestAuthority.create();
    const { certificatePem, keyPem } = await other.issue();
    const tls = { cert: certificatePem + other.certificatePem, key: keyPem };
    const { code, message } = await asked({ tls });
    expect(code).to.equal('ERR_PEER_UNTRUSTED');
    expect(message).to.contain('SELF_SIGNED_CERT_IN_CHAIN');
  });

  it('are explained for versions and ciphers that do not meet', async () => {
    expect((await asked({ tls: { ...good, maxVersion: 'TLSv1.1' } })).code).to.equal('ERR_PEER_PROTOCOL');
    const modern = { ...good, minVersion: 'TLSv1.3' as const };
    const old = { settings: { ...settings(), protocol: { maxVersion: 'TLSv1.2' as const } } };
    expect((await asked({ tls: modern }, old)).code).to.equal('ERR_PEER_PROTOCOL');
  });

  for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
    it(`are explained for a client certificate that is missing or of another CA, with ${maxVersion}`, async () => {
      const tls = { ...good, maxVersion, ca: ca.certificatePem, requestCert: true };
      const other = await (await TestAuthority.create()).issue({ usage: 'client' });
      const identity = { certificateKeyFile: { pem: other.combinedPem() } };
      for (const more of [{}, { settings: { ...settings(), identity } }]) {
        // The alert can lose a race against the closed connection.
        expect((await asked({ tls }, more)).code).to.be.oneOf([
          'ERR_IDENTITY_REFUSED',
          'ERR_PEER_UNREACHABLE',
        ]);
      }
    });
  }

  for (const code of ['ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR', 'ERR_SSL_SSL/TLS_ALERT_INTERNAL_ERROR']) {
    it(`are explained for what Cassandra 5 says to a client certificate it does not trust: ${code}`, async () => {
      await using context = await openSecurityContext({ ...settings(), reload: false }, { env: {} });
      context.bind(cassandraAdapter, { options: { contactPoints: ['a'], localDataCenter: 'b' } });
      const alert = Object.assign(new Error('ssl3_read_bytes'), { code });
      const problem = explain(new errors.NoHostAvailableError({ 'a:9042': alert }), context);
      expect(problem?.code).to.equal('ERR_IDENTITY_REFUSED');
      expect(problem?.message).to.contain(code).and.contain('does not trust the client certificate');
    });
  }

  it('are explained for a server that refuses after the handshake', async () => {
    const { code } = await asked({ tls: good, fault: 'late-alert' });
    expect(code).to.be.oneOf(['ERR_IDENTITY_REFUSED', 'ERR_PEER_UNREACHABLE']);
  });

  it('are explained for a server that hangs up, never answers or does not speak TLS', async () => {
    expect((await asked({ tls: good, fault: 'close-mid-handshake' })).code).to.equal('ERR_PEER_UNREACHABLE');
    expect((await asked({ tls: good, fault: 'plaintext' })).code).to.equal('ERR_PEER_NOT_TLS');
    const stalled = await attempt({
      server: { tls: good, fault: 'stall' },
      settings: settings(),
      options: { socketOptions: { connectTimeout: 300, readTimeout: 300 } },
    });
    expect(stalled.problem?.code).to.equal('ERR_PEER_UNREACHABLE');
    expect(stalled.problem?.message).to.contain('in time');
  });

  it('are explained for plaintext where the other side speaks TLS, and the other way round', async () => {
    const clear = await attempt({
      server: { tls: good },
      options: { sslOptions: false, socketOptions: { connectTimeout: 500, readTimeout: 300 } },
    });
    expect(clear.problem?.code).to.equal('ERR_PEER_UNREACHABLE');
    expect(clear.problem?.action).to.contain('whether TLS is on');
    const coded = await attempt({ server: {}, settings: settings() });
    expect(coded.problem?.code).to.be.oneOf(['ERR_PEER_NOT_TLS', 'ERR_PEER_UNREACHABLE']);
  });

  it('are explained where nothing listens', async () => {
    const gone = await startTestServer();
    await gone.close();
    const { problem } = await attempt({
      options: { contactPoints: [`127.0.0.1:${gone.port}`] },
      settings: settings(),
    });
    expect(problem?.code).to.equal('ERR_PEER_UNREACHABLE');
  });

  it('are explained where the driver has given a node up, or knows no address', async () => {
    const context = await openSecurityContext({ trust: { anchors: 'node' }, reload: false }, { env: {} });
    await using open = context;
    open.bind(cassandraAdapter, { options: {} });
    const down = explain(
      new errors.NoHostAvailableError({ '10.0.0.1:9042': 'Host considered as DOWN' }),
      open,
    );
    expect(down?.code).to.equal('ERR_PEER_UNREACHABLE');
    expect(down?.action).to.contain("'log' event");
    const nowhere = explain(new errors.NoHostAvailableError({}, 'No host could be resolved'), open);
    expect(nowhere?.action).to.contain('contactPoints');
    const cut = Object.assign(new Error('Socket was closed'), {
      name: 'DriverError',
      isSocketError: true,
      innerError: Object.assign(new Error('expired'), { code: 'CERT_HAS_EXPIRED' }),
    });
    expect(explain(cut, open)?.code).to.equal('ERR_PEER_EXPIRED');
  });

  it('that are not about security are left alone', () => {
    for (const error of [
      new errors.ArgumentError('localDataCenter is not defined'),
      new errors.ResponseError(0x2000, 'line 1: no viable alternative'),
      new errors.OperationTimedOutError('The host did not reply before timeout'),
      new Error('something'),
      undefined,
      'text',
    ]) {
      expect(cassandraAdapter.explain?.(error)).to.equal(undefined);
    }
  });

  it('of ours come out as they went in', () => {
    const ours = new SecurityError('ERR_CREDENTIALS_UNAVAILABLE', { reason: 'on purpose' });
    const error = new errors.NoHostAvailableError({ a: new Error('other'), b: ours });
    expect(cassandraAdapter.explain?.(error)).to.equal(ours);
  });
});
