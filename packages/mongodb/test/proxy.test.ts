import { once } from 'node:events';
import { connect } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import { startTestServer, TestAuthority } from '@security-context/testkit';
import { expect } from 'chai';
import { MongoClient } from 'mongodb';
import { mongodbAdapter } from '@security-context/mongodb';
import { fakeBinding } from './fake-binding.js';

/**
 * Behind a SOCKS5 proxy the driver does not wait for the handshake: it writes its hello to the TLS socket at once.
 * That is safe as long as Node verifies the server before it sends what was queued.
 */
async function saysAtOnce(port: number, options: ConnectionOptions): Promise<unknown> {
  const raw = connect(port, '127.0.0.1');
  await once(raw, 'connect');
  const socket = connectTls({ socket: raw, host: 'localhost', servername: 'localhost', ...options });
  for (let i = 0; i < 5; i++) socket.write('the hello of a client'.repeat(1000));
  const settled = new Promise<unknown>((resolve) =>
    socket.once('error', resolve).once('secureConnect', resolve),
  );
  const error = await settled;
  socket.end();
  await once(socket, 'close');
  return error;
}

describe('a client that speaks before the handshake is done', () => {
  for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
    it(`sends an untrusted server nothing (${maxVersion})`, async () => {
      const [ca, other] = await Promise.all([TestAuthority.create(), TestAuthority.create()]);
      await using server = await startTestServer({ tls: { ...(await ca.issue()).tls, maxVersion } });
      const error = await saysAtOnce(server.port, { ca: other.certificatePem });
      expect(error).to.be.an('error');
      await server.until(() => server.connections[0]?.closed === true);
      expect(server.heard.bytes).to.equal(0);
    });

    it(`sends a server that its identity check refuses nothing (${maxVersion})`, async () => {
      const ca = await TestAuthority.create();
      await using server = await startTestServer({ tls: { ...(await ca.issue()).tls, maxVersion } });
      const error = await saysAtOnce(server.port, {
        ca: ca.certificatePem,
        checkServerIdentity: () => new Error('refused by the check'),
      });
      expect(error).to.have.property('message', 'refused by the check');
      await server.until(() => server.connections[0]?.closed === true);
      expect(server.heard.bytes).to.equal(0);
    });
  }
});

describe('a SOCKS5 proxy', () => {
  it('is left to the driver, with TLS to the server behind it', () => {
    const url = 'mongodb://db.example/?proxyHost=10.0.0.1&proxyPort=1080';
    const { rest, settings } = mongodbAdapter.read({ url });
    expect(settings).to.deep.equal({});
    const bound = mongodbAdapter.bind(fakeBinding(), rest);
    expect(new MongoClient(bound.url, bound.options).options).to.include({
      proxyHost: '10.0.0.1',
      tls: true,
    });
  });
});
