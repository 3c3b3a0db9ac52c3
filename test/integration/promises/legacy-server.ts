import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { startTestServer } from '@security-context/testkit';
import type { TestServer } from '@security-context/testkit';
import { startServer } from '../../servers/processes.js';

/** The content type of TLS records that carry the client's own protocol (RFC 5246, 6.2.1). */
const APPLICATION_DATA = 23;

/** A TLS server without RFC 5746, and a port before it that sees what its clients send. */
export interface LegacyServer extends AsyncDisposable {
  readonly port: number;
  /** Connections so far. */
  readonly front: TestServer;
  /** Types of the TLS records clients sent, in order. */
  readonly records: number[];
}

/** Starts GnuTLS's server, which echoes what it gets, without secure renegotiation. */
export async function startLegacyServer(
  program: string,
  files: { readonly certificate: string; readonly key: string },
): Promise<LegacyServer> {
  const port = await freePort();
  const gnutls = await startServer({
    command: program,
    args: [
      `--port=${port}`,
      '--echo',
      '--disable-client-cert',
      `--x509certfile=${files.certificate}`,
      `--x509keyfile=${files.key}`,
      '--priority=NORMAL:-VERS-ALL:+VERS-TLS1.2:%DISABLE_SAFE_RENEGOTIATION',
    ],
    ready: /listening on IPv4/,
  });
  const records: number[] = [];
  const front = await startTestServer({
    answer: (stream) => {
      const back = connect(port, '127.0.0.1');
      let sent = Buffer.alloc(0);
      stream.on('data', (chunk: Buffer) => {
        sent = Buffer.concat([sent, chunk]);
        for (; sent.length >= 5 && sent.length >= 5 + sent.readUInt16BE(3);) {
          records.push(sent.readUInt8(0));
          sent = sent.subarray(5 + sent.readUInt16BE(3));
        }
      });
      back.once('error', () => stream.destroy()).once('close', () => stream.destroy());
      stream.once('close', () => back.destroy());
      stream.pipe(back).pipe(stream);
    },
  });
  return {
    port: front.port,
    front,
    records,
    [Symbol.asyncDispose]: async () => {
      await front.close();
      await gnutls.stop();
    },
  };
}

/** Whether a client's own protocol came through. */
export function heardProtocol({ records }: LegacyServer): boolean {
  return records.includes(APPLICATION_DATA);
}

/** GnuTLS's server cannot choose a port by itself. */
async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
