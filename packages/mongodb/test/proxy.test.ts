import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import { fileURLToPath } from 'node:url';
import {
  startMongoDouble,
  startTestServer,
  TestAuthority,
  TestFolder,
  type Serve,
  type TestServer,
} from '@security-context/testkit';
import { expect } from 'chai';
import { mongodbAdapter } from '@security-context/mongodb';

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

/** In place of the optional `socks` package, where it is not installed: as much of RFC 1928 as the driver needs. */
const SOCKS = `
const { once } = require('node:events');
exports.SocksClient = {
  async createConnection({ existing_socket: socket, destination: { host, port } }) {
    socket.write(Buffer.from([5, 1, 0]));
    await once(socket, 'data');
    const name = Buffer.from(host);
    socket.write(Buffer.from([5, 1, 0, 3, name.length, ...name, port >> 8, port & 255]));
    await once(socket, 'data');
    return { socket };
  },
};
`;

/** A SOCKS5 proxy (RFC 1928) behind which every name is this machine. */
const socks5: Serve = (stream) => {
  stream.once('data', () => {
    stream.write(Buffer.from([5, 0]));
    stream.once('data', (request: Buffer) => {
      const upstream = connect(request.readUInt16BE(request.length - 2), '127.0.0.1');
      upstream.once('connect', () => {
        stream.write(Buffer.from([5, 0, 0, 1, 127, 0, 0, 1, 0, 0]));
        stream.pipe(upstream).pipe(stream);
      });
      upstream.on('error', () => stream.destroy());
      stream.once('close', () => upstream.destroy());
    });
  });
};

describe('the stock mongodb driver behind a SOCKS5 proxy', () => {
  /** A client in a process of its own, which trusts one CA. */
  async function dial(server: TestServer, trusted: TestAuthority): Promise<void> {
    await using folder = await TestFolder.create();
    await using proxy = await startTestServer({ answer: socks5 });
    await folder.write('socks.js', SOCKS);
    const caFile = await folder.write('ca.pem', trusted.certificatePem);
    const script = fileURLToPath(new URL('proxy-client.ts', import.meta.url));
    const url = `mongodb://localhost:${server.port}/`;
    const client = spawn(
      process.execPath,
      [...process.execArgv, script, String(proxy.port), url, caFile],
      // Coverage of two processes does not merge: this one counts.
      { env: { ...process.env, NODE_PATH: folder.path(), NODE_V8_COVERAGE: '' }, stdio: 'inherit' },
    );
    const [code] = (await once(client, 'exit')) as [number | null];
    expect(code).to.equal(0);
    expect(proxy.heard.connections).to.be.greaterThan(0);
  }

  it('speaks to a trusted server', async () => {
    const ca = await TestAuthority.create();
    await using server = await startMongoDouble({ tls: (await ca.issue()).tls });
    await dial(server, ca);
    expect(server.heard.commands).not.to.have.length(0);
  });

  it('sends a server of another CA nothing', async () => {
    const [ca, other] = await Promise.all([TestAuthority.create(), TestAuthority.create()]);
    await using server = await startMongoDouble({ tls: (await ca.issue()).tls });
    await dial(server, other);
    expect(server.heard.clientHellos).to.be.greaterThan(0);
    expect(server.heard.bytes).to.equal(0);
  });

  it('keeps the words about the proxy', () => {
    const url = 'mongodb://db.example/?proxyHost=10.0.0.1&proxyPort=1080';
    const { rest, settings } = mongodbAdapter.read({ url });
    expect({ rest, settings }).to.deep.equal({ rest: { url }, settings: {} });
  });
});
