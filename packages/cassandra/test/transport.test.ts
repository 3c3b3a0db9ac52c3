import { connect, Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { expect } from 'chai';
import { explain, openSecurityContext } from '@security-context/core';
import { cassandraAdapter } from '@security-context/cassandra';
import type { Transport } from '@security-context/cassandra';
import { startCqlDouble, startTestServer, TestAuthority } from '@security-context/testkit';
import { impatient, StockClient } from './stock-client.js';
import { refusal } from './attempt.js';

describe('an alternative transport', () => {
  let ca: TestAuthority;
  before(async () => {
    ca = await TestAuthority.create();
  });
  const open = () =>
    openSecurityContext({ trust: { anchors: [{ pem: ca.certificatePem }] }, reload: false }, { env: {} });

  /** A tunnel: whatever the driver dials, the bytes go to this port. */
  function tunnel(port: number): { transport: Transport; opened: Duplex[] } {
    const opened: Duplex[] = [];
    const open = (): Duplex => {
      const raw = connect(port, '127.0.0.1');
      // Not a socket, so that nothing but the stream is used of it.
      const stream = Duplex.from({ readable: raw, writable: raw });
      opened.push(stream);
      return stream;
    };
    return { transport: { name: 'tunnel', connect: open }, opened };
  }

  it('carries every connection, under the same TLS and the same check of the server (promise 60)', async () => {
    await using server = await startCqlDouble({ tls: (await ca.issue({ ipAddresses: ['192.0.2.1'] })).tls });
    const { transport, opened } = tunnel(server.port);
    await using context = await open();
    const { options } = context.bind(cassandraAdapter, {
      options: { ...impatient, contactPoints: ['192.0.2.1:9042'] },
      transport,
    });
    await using client = new StockClient(options);
    await client.ping();
    const carried = (): Promise<void> => server.until(() => server.heard.connections === opened.length);
    await carried();
    await server.dropConnections();
    await client.ping();
    await carried();
    expect(opened.length).to.be.greaterThan(1);
    await server.until(() => server.connections.every(({ secure, closed }) => secure || closed));
    expect(server.heard.handshakes).to.be.greaterThan(1);
  });

  it('tells a server that is not the one dialled nothing, at the end of a tunnel too (promise 60)', async () => {
    await using server = await startCqlDouble({ tls: (await ca.issue({ ipAddresses: ['192.0.2.2'] })).tls });
    await using context = await open();
    const { options } = context.bind(cassandraAdapter, {
      options: { ...impatient, contactPoints: ['192.0.2.1:9042'] },
      transport: tunnel(server.port).transport,
    });
    await using client = new StockClient(options);
    const error: unknown = await client.ping().catch((thrown: unknown) => thrown);
    expect(explain(error, context)?.code).to.equal('ERR_PEER_NAME_MISMATCH');
    expect(server.heard.bytes).to.equal(0);
  });

  it('tells its missing package before anything is dialled (promise 60)', async () => {
    await using server = await startTestServer();
    await using context = await open();
    const transport = {
      ...tunnel(server.port).transport,
      package: { name: 'no-such-tunnel', from: import.meta.url },
    };
    const bind = (given: Transport) => () =>
      context.bind(cassandraAdapter, { options: { contactPoints: ['192.0.2.1'] }, transport: given });
    const error = refusal(bind(transport));
    expect(error).to.include({ code: 'ERR_DRIVER_MISSING', action: 'Run: npm install no-such-tunnel' });
    expect(error.place).to.equal('transport tunnel');
    expect(server.heard.connections).to.equal(0);
    bind({ ...transport, package: { name: 'cassandra-driver', from: import.meta.url } })();
  });

  it('ends the connection, and nothing else, when it fails', async () => {
    const failures: readonly (() => Duplex)[] = [
      () => {
        throw new Error('no tunnel');
      },
      () => new Socket().destroy(),
      () => {
        const given = new Socket();
        setImmediate(() => given.destroy());
        return given;
      },
      () => {
        const stream = new Duplex({ read: () => undefined, write: () => undefined });
        setImmediate(() => stream.destroy(Object.assign(new Error('tunnel broke'), { code: 'ECONNRESET' })));
        return stream;
      },
    ];
    for (const fail of failures) {
      await using context = await open();
      const { options } = context.bind(cassandraAdapter, {
        options: { ...impatient, contactPoints: ['192.0.2.1'] },
        transport: { name: 'broken', connect: fail },
      });
      await using client = new StockClient(options);
      const error: unknown = await client.driver.connect().catch((thrown: unknown) => thrown);
      expect(error).to.have.property('name', 'NoHostAvailableError');
    }
  });

  it('is refused without TLS, for which the driver has no place for it', async () => {
    await using context = await openSecurityContext({ tls: false }, { env: {} });
    const { transport } = tunnel(1);
    const error = refusal(() => context.bind(cassandraAdapter, { options: {}, transport }));
    expect(error.code).to.equal('ERR_ADAPTER_CANNOT_HONOUR');
  });
});
