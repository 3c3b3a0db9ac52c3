import { expect } from 'chai';
import { connect as connectPlain } from 'node:net';
import { connect } from 'node:tls';
import { TestAuthority, startTestServer } from '../src/index.js';
import type { TestLeaf } from '../src/index.js';
import { closed, dial } from './dial.js';

describe('a test server that misbehaves', () => {
  let ca: TestAuthority;
  let leaf: TestLeaf;
  let client: TestLeaf;
  before(async () => {
    ca = await TestAuthority.create();
    leaf = await ca.issue();
    client = await ca.issue({ usage: 'client', commonName: 'app' });
  });

  it('closes mid-handshake, from then on and until told otherwise', async () => {
    await using server = await startTestServer({ tls: leaf.tls, answer: 'echo' });
    server.fault = 'close-mid-handshake';
    expect((await dial(server.port, { ca: ca.certificatePem })).code).to.equal('ECONNRESET');
    expect(server.heard).to.include({ clientHellos: 1, handshakes: 0, bytes: 0 });
    server.fault = undefined;
    expect((await dial(server.port, { ca: ca.certificatePem })).answer).to.equal('hello');
  });

  it('answers a ClientHello in clear text', async () => {
    await using server = await startTestServer({ tls: leaf.tls, fault: 'plaintext' });
    const { code } = await dial(server.port, { ca: ca.certificatePem });
    expect(code).to.be.oneOf(['ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_PACKET_LENGTH_TOO_LONG']);
  });

  it('stalls: accepts and never answers', async () => {
    await using server = await startTestServer({ tls: leaf.tls, answer: 'echo', fault: 'stall' });
    const socket = connect({ host: server.host, port: server.port, ca: ca.certificatePem });
    await server.until(() => server.heard.clientHellos === 1);
    // Another client comes and is served; had the first been answered, it would know by now.
    server.fault = undefined;
    expect((await dial(server.port, { ca: ca.certificatePem })).answer).to.equal('hello');
    const over = closed(socket);
    await server.dropConnections();
    await over;
    expect(socket.bytesRead).to.equal(0);
  });

  it('without TLS stalls too, and still counts what it is told', async () => {
    await using server = await startTestServer({ answer: 'echo', fault: 'stall' });
    const socket = connectPlain(server.port, server.host);
    socket.write('hello');
    await server.until(() => server.heard.bytes === 5);
    const over = closed(socket);
    await server.dropConnections();
    await over;
    expect(socket.bytesRead).to.equal(0);
  });

  it('refuses a client certificate late: with TLS 1.3 the client has thought itself connected', async () => {
    await using server = await startTestServer({
      tls: { ...leaf.tls, ca: ca.certificatePem, requestCert: true },
      answer: 'echo',
      fault: 'late-alert',
    });
    const late = await dial(server.port, { ca: ca.certificatePem, ...client.tls });
    expect(late).to.include({ secure: true, code: 'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', answer: '' });
    const early = await dial(server.port, { ca: ca.certificatePem, ...client.tls, maxVersion: 'TLSv1.2' });
    expect(early).to.include({ secure: false, code: 'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', answer: '' });
    expect(server.heard).to.include({ handshakes: 0, failures: 2, bytes: 0 });
    expect(server.connections[0]?.peer?.subject).to.equal('CN=app');
  });
});
