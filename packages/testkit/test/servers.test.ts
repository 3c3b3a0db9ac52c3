import { expect } from 'chai';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { get } from 'node:https';
import { connect as connectPlain } from 'node:net';
import { connect } from 'node:tls';
import { TestAuthority, startTestServer } from '../src/index.js';
import type { TestLeaf } from '../src/index.js';
import { alertOf, closed, dial, sessionOf } from './dial.js';

describe('a test server', () => {
  let ca: TestAuthority;
  let leaf: TestLeaf;
  let client: TestLeaf;
  before(async () => {
    ca = await TestAuthority.create();
    leaf = await ca.issue();
    client = await ca.issue({ usage: 'client', commonName: 'app', organization: 'Example' });
  });
  const trusting = (): { ca: string; servername: string } => ({
    ca: ca.certificatePem,
    servername: 'localhost',
  });

  it('without TLS records what a client says in the clear', async () => {
    await using server = await startTestServer();
    const socket = connectPlain(server.port, server.host).end('SELECT 1');
    const heard = await server.nextClose();
    expect(heard.received.toString()).to.equal('SELECT 1');
    expect(heard.clientHello).to.equal(false);
    expect(server.heard).to.include({ connections: 1, clientHellos: 0, handshakes: 0, bytes: 8 });
    socket.destroy();
  });

  it('without TLS knows a ClientHello, and does not take it for the client’s protocol', async () => {
    await using server = await startTestServer();
    const socket = connect({ host: server.host, port: server.port }).on('error', () => undefined);
    await server.until(() => server.heard.clientHellos === 1);
    socket.destroy();
    const heard = await server.nextClose();
    expect(heard.clientHello).to.equal(true);
    expect(heard.opening.subarray(0, 2)).to.deep.equal(Buffer.from([0x16, 0x03]));
    expect(server.heard.bytes).to.equal(0);
  });

  it('with TLS records what the client says inside it, and who the client is', async () => {
    const tls = { ...leaf.tls, ca: ca.certificatePem, requestCert: true };
    await using server = await startTestServer({ tls, answer: 'echo' });
    const dialled = await dial(server.port, { ...trusting(), ...client.tls, ALPNProtocols: ['x'] });
    expect(dialled.answer).to.equal('hello');
    const [heard] = server.connections;
    expect(heard).to.include({
      id: 1,
      secure: true,
      protocol: 'TLSv1.3',
      servername: 'localhost',
      reused: false,
    });
    expect(heard?.cipher).to.match(/^TLS_/);
    expect(heard?.received.toString()).to.equal('hello');
    expect(heard?.peer).to.deep.equal({ subject: 'CN=app,O=Example', fingerprint256: client.fingerprint256 });
    expect(server.heard).to.deep.include({ handshakes: 1, failures: 0, bytes: 5 });
    expect(server.heard.clientSubjects).to.deep.equal(['CN=app,O=Example']);
  });

  it('with TLS counts a client that speaks in the clear', async () => {
    await using server = await startTestServer({ tls: leaf.tls });
    connectPlain(server.port, server.host)
      .on('error', () => undefined)
      .write('SELECT 1');
    const heard = await server.nextClose();
    expect(heard).to.include({ clientHello: false, secure: false, bytes: 8 });
  });

  it('hears no byte from a client that refuses its certificate', async () => {
    await using server = await startTestServer({ tls: leaf.tls });
    const closed = server.nextClose();
    const { code } = await dial(server.port, { servername: 'localhost' });
    await closed;
    expect(code).to.equal('UNABLE_TO_VERIFY_LEAF_SIGNATURE');
    expect(server.heard).to.include({ clientHellos: 1, bytes: 0 });
  });

  it('does not take the alert of a client without a version to offer for the client’s protocol', async () => {
    for (const options of [{}, { tls: leaf.tls }]) {
      await using server = await startTestServer(options);
      const over = server.nextClose();
      const socket = connect({
        ...trusting(),
        port: server.port,
        minVersion: 'TLSv1.3',
        maxVersion: 'TLSv1.2',
      });
      await closed(socket);
      await over;
      expect(server.connections[0]?.opening[0]).to.equal(0x15);
      expect(server.heard).to.include({ connections: 1, clientHellos: 0, bytes: 0 });
    }
  });

  it('keeps no more of a connection than asked for, but counts it all', async () => {
    await using server = await startTestServer({ recordBytes: 4 });
    const socket = connectPlain(server.port, server.host);
    for (const part of ['SEL', 'ECT', ' 1']) {
      socket.write(part);
      const before = server.heard.bytes;
      await server.until(() => server.heard.bytes > before);
    }
    expect(server.connections[0]?.received.toString()).to.equal('SELE');
    expect(server.connections[0]?.opening.toString()).to.equal('SEL');
    expect(server.heard.bytes).to.equal(8);
    socket.destroy();
  });

  it('tells a resumed session from a new one, and resumes none after its certificate was replaced', async () => {
    await using server = await startTestServer({ tls: leaf.tls, answer: 'echo' });
    const session = await sessionOf(server.port, trusting());
    await dial(server.port, { ...trusting(), session });
    server.setSecureContext((await ca.issue()).tls);
    await dial(server.port, { ...trusting(), session });
    expect(server.connections.map(({ reused }) => reused)).to.deep.equal([false, true, false]);
  });

  it('shows a replaced certificate from then on, and keeps the rest of its settings', async () => {
    const tls = { ...leaf.tls, ca: ca.certificatePem, requestCert: true };
    await using server = await startTestServer({ tls, answer: 'echo' });
    const next = await ca.issue();
    server.setSecureContext(next.tls);
    const options = { ...trusting(), ...client.tls };
    const socket = connect({ host: server.host, port: server.port, ...options });
    await once(socket, 'secureConnect');
    expect(socket.getPeerX509Certificate()?.fingerprint256).to.equal(next.fingerprint256);
    socket.destroy();
    expect((await dial(server.port, trusting())).answer).to.equal('');
  });

  it('without TLS refuses to replace a certificate', async () => {
    await using server = await startTestServer();
    expect(() => server.setSecureContext(leaf.tls)).to.throw('does not speak TLS');
  });

  for (const version of ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const) {
    it(`can be limited to ${version}`, async () => {
      const tls = { ...leaf.tls, minVersion: version, maxVersion: version };
      await using server = await startTestServer({ tls, answer: 'echo' });
      const any = { ...trusting(), minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
      expect((await dial(server.port, any)).answer).to.equal('hello');
      expect(server.connections[0]?.protocol).to.equal(version);
      if (version === 'TLSv1' || version === 'TLSv1.1') {
        const failed = server.nextFailure();
        expect((await dial(server.port, trusting())).code).to.equal('ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION');
        expect((await failed).failure).to.equal('ERR_SSL_UNSUPPORTED_PROTOCOL');
      }
    });
  }

  it('can be limited to one cipher', async () => {
    const tls = { ...leaf.tls, maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES256-SHA384' } as const;
    await using server = await startTestServer({ tls, answer: 'echo' });
    const other = { ...trusting(), ciphers: 'ECDHE-ECDSA-AES128-GCM-SHA256' };
    expect(alertOf((await dial(server.port, other)).code)).to.equal('ALERT_HANDSHAKE_FAILURE');
    expect((await dial(server.port, trusting())).answer).to.equal('hello');
    expect(server.connections[1]?.cipher).to.equal('ECDHE-ECDSA-AES256-SHA384');
  });

  it('can answer with any protocol, such as Node’s own HTTP server, and still records', async () => {
    const web = createServer((_request, response) => response.end('page'));
    await using server = await startTestServer({
      tls: leaf.tls,
      answer: (stream) => web.emit('connection', stream),
    });
    const request = get({ host: 'localhost', port: server.port, ca: ca.certificatePem, agent: false });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    expect(Buffer.concat(await response.toArray()).toString()).to.equal('page');
    expect(server.connections[0]?.received.toString()).to.match(/^GET \/ HTTP\/1\.1\r\n/);
  });

  it('drops its connections and goes on', async () => {
    await using server = await startTestServer({ tls: leaf.tls });
    const socket = connect({ host: server.host, port: server.port, ...trusting() });
    await server.nextHandshake();
    const over = closed(socket);
    await server.dropConnections();
    await over;
    expect(server.connections[0]?.closed).to.equal(true);
    connectPlain(server.port, server.host).end();
    expect((await server.nextConnection()).id).to.equal(2);
  });

  it('drops one connection, even a forgotten one, and leaves the others alone', async () => {
    await using server = await startTestServer({ answer: 'echo' });
    const dropped = connectPlain(server.port, server.host);
    const connection = await server.nextConnection();
    const kept = connectPlain(server.port, server.host);
    await server.nextConnection();
    server.forget();
    const over = closed(dropped);
    await server.dropConnection(connection);
    expect(connection.closed).to.equal(true);
    await over;
    await server.dropConnection(connection);
    kept.write('hello');
    expect(String(await once(kept, 'data'))).to.equal('hello');
    kept.destroy();
  });

  it('forgets when asked to, and counts connections on', async () => {
    await using server = await startTestServer();
    connectPlain(server.port, server.host).end('a');
    await server.nextClose();
    server.forget();
    expect(server.heard).to.include({ connections: 0, bytes: 0 });
    expect(server.connections).to.have.length(0);
    connectPlain(server.port, server.host).end('b');
    expect((await server.nextClose()).id).to.equal(2);
  });

  it('closes with everything on it, as often as asked to, and rejects whoever still waits', async () => {
    const server = await startTestServer({ tls: leaf.tls });
    const socket = connect({ host: server.host, port: server.port, ...trusting() });
    await server.nextHandshake();
    const over = closed(socket);
    const waiting = server.nextConnection().then(
      () => 'heard',
      (error: unknown) => String(error),
    );
    await Promise.all([server.close(), server.close()]);
    await server.close();
    await over;
    expect(await waiting).to.contain('was closed');
    const late = await server.nextConnection().catch((error: unknown) => String(error));
    expect(late).to.equal('Error: The test server is closed');
  });
});
