import { startTestServer, TestAuthority, type TestLeaf } from '@security-context/testkit';
import { expect } from 'chai';
import { constants } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { expectExplained, explained, failure, failureAfter, failureAgainst, withServer } from './stage.js';

/** A fatal alert in the clear (RFC 8446, 6), as a server sends it that refuses a ClientHello. */
const alert = (number: number): Buffer => Buffer.from([21, 3, 3, 0, 2, 2, number]);

describe('explain, when a server does not speak TLS', () => {
  it('tells of a plaintext port that answers, and not to turn TLS off', async () => {
    await using server = await startTestServer({ fault: 'plaintext' });
    expectExplained(
      await failure({ port: server.port }),
      /^ERR_SSL_(WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST)$/,
      'ERR_PEER_NOT_TLS',
      /port may be a plaintext one/,
      /Do not turn TLS off/,
    );
  });

  it('tells of a plaintext port that greets', async () => {
    const greeting = '220 mail.example ESMTP ready, and a good deal more text than one line needs\r\n';
    const error = await failureAfter((socket) => socket.end(greeting));
    expectExplained(error, /^ERR_SSL_/, 'ERR_PEER_NOT_TLS', /does not speak TLS on this port/);
  });

  it('tells of a server that hangs up in the middle of the handshake', async () => {
    await using server = await startTestServer({ fault: 'close-mid-handshake' });
    const error = await failure({ port: server.port });
    expectExplained(error, 'ECONNRESET', 'ERR_PEER_UNREACHABLE', /in the middle of the handshake/);
  });

  it('tells of a port nobody listens on, with host and port', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, 'close');
    const error = await failure({ port });
    expectExplained(error, 'ECONNREFUSED', 'ERR_PEER_UNREACHABLE', /nothing listens/);
    expect(explained(error).place).to.equal(`127.0.0.1:${String(port)}`);
  });
});

describe('explain, when versions or algorithms do not fit', () => {
  let ca: TestAuthority;
  let leaf: TestLeaf;

  before(async () => {
    ca = await TestAuthority.create();
    leaf = await ca.issue();
  });

  const openssl = new RegExp(
    `OpenSSL ${process.versions.openssl.replaceAll('.', '\\.')}, which this Node has`,
  );

  it('tells of a server that speaks only TLS 1.1, and what is the older side (promise 25)', async () => {
    const tls = { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1' } as const;
    const error = await failureAgainst(leaf, ca, {}, tls);
    expectExplained(
      error,
      /^ERR_SSL_(TLSV1_ALERT_PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL)$/,
      'ERR_PEER_PROTOCOL',
      /Update the older side/,
      /protocol\.minVersion with ciphers DEFAULT@SECLEVEL=0/,
      openssl,
    );
  });

  it('tells of a server that speaks only TLS 1.0 (promise 25)', async () => {
    const error = await failureAgainst(leaf, ca, {}, { minVersion: 'TLSv1', maxVersion: 'TLSv1' });
    expectExplained(error, /^ERR_SSL_/, 'ERR_PEER_PROTOCOL', /Update the older side/);
  });

  it('tells of a server that has turned old TLS off, when this side is held back (promise 25)', async () => {
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    const error = await failureAgainst(leaf, ca, old, { minVersion: 'TLSv1.2' });
    expectExplained(
      error,
      'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
      'ERR_PEER_PROTOCOL',
      /refuses the TLS versions this side offers/,
      /raise protocol\.maxVersion or leave it out/,
      openssl,
    );
  });

  it('tells of no cipher in common, and that protocol.ciphers can name one (promise 28)', async () => {
    const server = { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-SHA' } as const;
    const client = { ciphers: 'ECDHE-ECDSA-AES128-GCM-SHA256' };
    expectExplained(
      await failureAgainst(leaf, ca, client, server),
      /^ERR_SSL_(SSLV3|SSL\/TLS)_ALERT_HANDSHAKE_FAILURE$/,
      'ERR_IDENTITY_REFUSED',
      /no cipher in common/,
      /protocol\.ciphers/,
    );
  });

  it('tells the same of servers that say it plainly (promise 28)', async () => {
    const error = await failureAfter((socket) => socket.end(alert(71)));
    expectExplained(error, /INSUFFICIENT_SECURITY$/, 'ERR_PEER_PROTOCOL', /protocol\.ciphers/);
  });

  // A TLS 1.2 ServerHello without the extension of RFC 5746, as old servers and proxies send it.
  const legacyHello = Buffer.concat([
    Buffer.from([22, 3, 3, 0, 42, 2, 0, 0, 38, 3, 3]),
    Buffer.alloc(32, 7),
    Buffer.from([0, 0xc0, 0x2f, 0]),
  ]);

  it('tells of a server without secure renegotiation, and of the last resort (promise 29)', async () => {
    const error = await failureAfter((socket) => socket.end(legacyHello));
    expectExplained(
      error,
      'ERR_SSL_UNSAFE_LEGACY_RENEGOTIATION_DISABLED',
      'ERR_PEER_PROTOCOL',
      /RFC 5746/,
      /Update the server or proxy\. Last resort: protocol\.legacyRenegotiation/,
    );
  });

  it('does not tell of it once the last resort is taken (promise 29)', async () => {
    const secureOptions = constants.SSL_OP_LEGACY_SERVER_CONNECT;
    const error = await failureAfter((socket) => socket.end(legacyHello), { secureOptions });
    expect(error.code).not.to.contain('LEGACY_RENEGOTIATION');
  });
});

describe('explain, when a server wants another client certificate', () => {
  let ca: TestAuthority;
  let tls: { cert: string; key: string; ca: string; requestCert: true };

  before(async () => {
    ca = await TestAuthority.create();
    tls = { ...(await ca.issue()).tls, ca: ca.certificatePem, requestCert: true };
  });

  const remedy = /Give identity a certificate that the server’s CA issued for clients/;

  it('tells of none given, on TLS 1.3', async () => {
    const error = await withServer(tls, ({ port }) => failure({ port, ca: ca.certificatePem }));
    expectExplained(error, /TLSV13_ALERT_CERTIFICATE_REQUIRED$/, 'ERR_IDENTITY_REFUSED', /got none/, remedy);
  });

  it('tells of none given, on TLS 1.2', async () => {
    const error = await withServer({ ...tls, maxVersion: 'TLSv1.2' }, ({ port }) =>
      failure({ port, ca: ca.certificatePem }),
    );
    expectExplained(
      error,
      /_ALERT_HANDSHAKE_FAILURE$/,
      'ERR_IDENTITY_REFUSED',
      /it wants a client certificate/,
      remedy,
    );
  });

  for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
    it(`tells of one from another CA, on ${maxVersion}`, async () => {
      const stranger = await (await TestAuthority.create()).issue({ usage: 'client' });
      const error = await withServer({ ...tls, maxVersion }, ({ port }) =>
        failure({ port, ca: ca.certificatePem, ...stranger.tls }),
      );
      expectExplained(error, /ALERT_UNKNOWN_CA$/, 'ERR_IDENTITY_REFUSED', /does not trust the CA/, remedy);
    });
  }

  it('tells of one that has expired', async () => {
    const expired = await ca.issueFaulty('expired', { usage: 'client' });
    const error = await withServer(tls, ({ port }) =>
      failure({ port, ca: ca.certificatePem, ...expired.tls }),
    );
    expectExplained(error, /CERTIFICATE_EXPIRED$/, 'ERR_IDENTITY_REFUSED', /has expired/);
  });
});

describe('explain, for every alert a server can send', () => {
  const alerts: readonly (readonly [number: number, name: string, code: string])[] = [
    [10, 'unexpected_message', 'ERR_PEER_PROTOCOL'],
    [20, 'bad_record_mac', 'ERR_PEER_PROTOCOL'],
    [22, 'record_overflow', 'ERR_PEER_PROTOCOL'],
    [40, 'handshake_failure', 'ERR_IDENTITY_REFUSED'],
    [41, 'no_certificate', 'ERR_IDENTITY_REFUSED'],
    [42, 'bad_certificate', 'ERR_IDENTITY_REFUSED'],
    [43, 'unsupported_certificate', 'ERR_IDENTITY_REFUSED'],
    [44, 'certificate_revoked', 'ERR_IDENTITY_REFUSED'],
    [45, 'certificate_expired', 'ERR_IDENTITY_REFUSED'],
    [46, 'certificate_unknown', 'ERR_IDENTITY_REFUSED'],
    [47, 'illegal_parameter', 'ERR_PEER_PROTOCOL'],
    [48, 'unknown_ca', 'ERR_IDENTITY_REFUSED'],
    [49, 'access_denied', 'ERR_IDENTITY_REFUSED'],
    [50, 'decode_error', 'ERR_PEER_PROTOCOL'],
    [51, 'decrypt_error', 'ERR_IDENTITY_REFUSED'],
    [70, 'protocol_version', 'ERR_PEER_PROTOCOL'],
    [71, 'insufficient_security', 'ERR_PEER_PROTOCOL'],
    [80, 'internal_error', 'ERR_PEER_PROTOCOL'],
    [109, 'missing_extension', 'ERR_PEER_PROTOCOL'],
    [112, 'unrecognized_name', 'ERR_PEER_NAME_MISMATCH'],
    [116, 'certificate_required', 'ERR_IDENTITY_REFUSED'],
    [120, 'no_application_protocol', 'ERR_PEER_PROTOCOL'],
  ];
  for (const [number, name, code] of alerts) {
    it(`has an answer: ${name}`, async () => {
      const error = await failureAfter((socket) => socket.end(alert(number)));
      expectExplained(error, /^ERR_SSL_/, code);
    });
  }
});
