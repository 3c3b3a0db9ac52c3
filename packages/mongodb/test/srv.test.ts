import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { startMongoDouble, startTestServer } from '@security-context/testkit';
import { expect } from 'chai';

const SRV = 33;
const child = fileURLToPath(new URL('srv-client.ts', import.meta.url));

/** Answers every SRV question with one host and port, and everything else with nothing (RFC 1035, RFC 2782). */
async function startDns(target: string, port: number): Promise<AsyncDisposable & { port: number }> {
  const socket = createSocket('udp4');
  socket.on('message', (query, { port: from, address }) => {
    const questionEnd = query.indexOf(0, 12) + 5;
    const isSrv = query.readUInt16BE(questionEnd - 4) === SRV;
    const header = Buffer.from(query.subarray(0, 12));
    header.writeUInt16BE(0x8180, 2);
    header.writeUInt16BE(1, 4);
    header.writeUInt16BE(isSrv ? 1 : 0, 6);
    header.fill(0, 8);
    const question = query.subarray(12, questionEnd);
    socket.send([header, question, ...(isSrv ? [srvRecord(target, port)] : [])], from, address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    port: socket.address().port,
    [Symbol.asyncDispose]: async () => {
      socket.close();
      await once(socket, 'close');
    },
  };
}

function srvRecord(target: string, port: number): Buffer {
  const labels = target.split('.').flatMap((label) => [Buffer.from([label.length]), Buffer.from(label)]);
  const name = Buffer.concat([...labels, Buffer.from([0])]);
  const record = Buffer.alloc(18);
  record.writeUInt16BE(0xc00c, 0);
  record.writeUInt16BE(SRV, 2);
  record.writeUInt16BE(1, 4);
  record.writeUInt16BE(name.length + 6, 10);
  record.writeUInt16BE(port, 16);
  return Buffer.concat([record, name]);
}

async function dial(dnsPort: number, url: string): Promise<void> {
  // Coverage of two processes does not merge: this one counts.
  const env = { ...process.env, NODE_V8_COVERAGE: '' };
  const client = spawn(process.execPath, [...process.execArgv, child, String(dnsPort), url], {
    env,
    stdio: 'inherit',
  });
  const [code] = (await once(client, 'exit')) as [number | null];
  expect(code).to.equal(0);
}

describe('a mongodb+srv connection string', () => {
  it('has the servers DNS names dialled with TLS, though nothing says so (promise 3)', async () => {
    await using server = await startTestServer();
    await using dns = await startDns('node.db.test', server.port);
    await dial(dns.port, 'mongodb+srv://cluster.db.test/?retryWrites=true');
    expect(server.connections.length).to.be.greaterThan(0);
    expect(server.connections.every(({ clientHello }) => clientHello)).to.equal(true);
  });

  it('has them dialled without when tls=false is written (promise 3)', async () => {
    await using server = await startMongoDouble();
    await using dns = await startDns('node.db.test', server.port);
    await dial(dns.port, 'mongodb+srv://cluster.db.test/?tls=false');
    expect(server.heard.clientHellos).to.equal(0);
    expect(server.heard.commands.length).to.be.greaterThan(0);
  });
});
