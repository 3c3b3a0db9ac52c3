import { expect } from 'chai';
import { connect } from 'node:tls';
import { TestAuthority, startTestServer } from '../src/index.js';
import type { ServerTls, TestLeaf } from '../src/index.js';
import { alertOf, closed, dial, sessionOf } from './dial.js';

describe('a test server that demands a client certificate', () => {
  let ca: TestAuthority;
  let other: TestAuthority;
  let tls: ServerTls;
  let revoked: TestLeaf;
  before(async () => {
    [ca, other] = await Promise.all([TestAuthority.create(), TestAuthority.create()]);
    revoked = await ca.issue({ usage: 'client' });
    const crl = ca.crl({ revoked: [revoked] }).pem;
    tls = { ...(await ca.issue()).tls, ca: ca.certificatePem, crl, requestCert: true };
  });

  const clients: Readonly<Record<string, () => Promise<TestLeaf | undefined>>> = {
    'no certificate': () => Promise.resolve(undefined),
    'a certificate of another authority': () => other.issue({ usage: 'client' }),
    'an expired certificate': () => ca.issueFaulty('expired', { usage: 'client' }),
    'a certificate that is not valid yet': () => ca.issueFaulty('not-yet-valid', { usage: 'client' }),
    'a revoked certificate': () => Promise.resolve(revoked),
    'a certificate for servers only': () => ca.issue({ usage: 'server' }),
  };
  const alerts: Readonly<Record<string, string>> = {
    'a certificate of another authority': 'ALERT_UNKNOWN_CA',
    'an expired certificate': 'ALERT_CERTIFICATE_EXPIRED',
    'a certificate that is not valid yet': 'ALERT_BAD_CERTIFICATE',
    'a revoked certificate': 'ALERT_CERTIFICATE_REVOKED',
    'a certificate for servers only': 'ALERT_UNSUPPORTED_CERTIFICATE',
  };
  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    const missing = version === 'TLSv1.3' ? 'ALERT_CERTIFICATE_REQUIRED' : 'ALERT_HANDSHAKE_FAILURE';
    for (const [client, make] of Object.entries(clients)) {
      it(`refuses ${client} with the alert that says so (${version})`, async () => {
        await using server = await startTestServer({ tls, answer: 'echo' });
        const failed = server.nextFailure();
        const leaf = await make();
        const options = { ca: ca.certificatePem, minVersion: version, maxVersion: version, ...leaf?.tls };
        const { code, answer } = await dial(server.port, options);
        expect({ alert: alertOf(code), answer }).to.deep.equal({
          alert: alerts[client] ?? missing,
          answer: '',
        });
        expect((await failed).peer?.fingerprint256).to.equal(leaf?.fingerprint256);
        expect(server.heard).to.deep.include({ handshakes: 0, failures: 1, bytes: 0, clientSubjects: [] });
      });
    }
  }

  for (const ciphers of [
    'TLS_AES_128_GCM_SHA256',
    'TLS_AES_256_GCM_SHA384',
    'TLS_CHACHA20_POLY1305_SHA256',
  ]) {
    it(`refuses with a readable alert under ${ciphers}`, async () => {
      await using server = await startTestServer({ tls });
      const stranger = await other.issue({ usage: 'client' });
      const { code } = await dial(server.port, { ca: ca.certificatePem, ciphers, ...stranger.tls });
      expect(alertOf(code)).to.equal('ALERT_UNKNOWN_CA');
    });
  }

  it('refuses with a readable alert after a second ClientHello', async () => {
    await using server = await startTestServer({ tls: { ...tls, ecdhCurve: 'P-384' } });
    const stranger = await other.issue({ usage: 'client' });
    const { code } = await dial(server.port, {
      ca: ca.certificatePem,
      ecdhCurve: 'X25519:P-384',
      ...stranger.tls,
    });
    expect(alertOf(code)).to.equal('ALERT_UNKNOWN_CA');
  });

  it('tells a refused client so even if that client goes on talking', async () => {
    await using server = await startTestServer({ tls });
    const stranger = await other.issue({ usage: 'client' });
    const options = { ca: ca.certificatePem, ...stranger.tls };
    const socket = connect({ host: server.host, port: server.port, ...options });
    const codes: unknown[] = [];
    socket.on('error', (error: NodeJS.ErrnoException) => codes.push(alertOf(error.code)));
    socket.on('secureConnect', () => socket.write(Buffer.alloc(4_000_000)));
    await closed(socket);
    expect(codes).to.deep.equal(['ALERT_UNKNOWN_CA']);
    expect(server.heard.bytes).to.equal(0);
  });

  it('accepts a good one, with an intermediate and large answers too', async () => {
    await using server = await startTestServer({
      tls,
      answer: (stream) => stream.on('data', () => stream.write('x'.repeat(1_000_000))),
    });
    // The list of the root alone would leave the intermediate's leaves without one.
    server.setSecureContext({ crl: [] });
    const leaf = await (await ca.intermediate()).issue({ usage: 'client', commonName: 'app' });
    const socket = connect({ host: server.host, port: server.port, ca: ca.certificatePem, ...leaf.tls });
    socket.write('hello');
    let length = 0;
    for await (const chunk of socket) {
      length += (chunk as Buffer).length;
      if (length === 1_000_000) break;
    }
    expect(length).to.equal(1_000_000);
    expect(server.connections[0]?.peer?.subject).to.equal('CN=app');
  });

  it('resumes the session of an accepted client, and still knows its certificate', async () => {
    await using server = await startTestServer({ tls, answer: 'echo' });
    const leaf = await ca.issue({ usage: 'client', commonName: 'app' });
    for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
      const options = { ca: ca.certificatePem, maxVersion, ...leaf.tls };
      const session = await sessionOf(server.port, options);
      expect((await dial(server.port, { ...options, session })).answer).to.equal('hello');
      const { reused, peer } = server.connections.at(-1) ?? {};
      expect({ reused, subject: peer?.subject }).to.deep.equal({ reused: true, subject: 'CN=app' });
    }
  });

  it('accepts anyone if it only asks', async () => {
    await using server = await startTestServer({
      tls: { ...tls, rejectUnauthorized: false },
      answer: 'echo',
    });
    expect((await dial(server.port, { ca: ca.certificatePem })).answer).to.equal('hello');
    const stranger = await other.issue({ usage: 'client', commonName: 'stranger' });
    expect((await dial(server.port, { ca: ca.certificatePem, ...stranger.tls })).answer).to.equal('hello');
    expect(server.heard.clientSubjects).to.deep.equal(['CN=stranger']);
  });
});
