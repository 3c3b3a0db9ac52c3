import { readFile } from 'node:fs/promises';
import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectTls, createSecureContext } from 'node:tls';
import { openSecurityContext, tlsAdapter } from '@security-context/core';
import { costOf } from '../../measure/cost.js';
import { answerParent } from '../../process/parent.js';

/** Connections to measure. */
export interface SocketTask {
  readonly variant: SocketVariant;
  readonly port: number;
  readonly connections: number;
  readonly caFile: string;
  readonly certificateKeyFile: string;
}

/** Without TLS, `tls.connect` with one native context for all, and `tls.connect` under a security context. */
export type SocketVariant = 'plaintext' | 'bare' | 'ours';

type Connect = () => Socket;

const host = '127.0.0.1';

answerParent(async (task: SocketTask): Promise<number> => {
  const { connect, close } = await prepare(task);
  const ready = task.variant === 'plaintext' ? 'connect' : 'secureConnect';
  // As many before as are measured: by then everything is compiled.
  await dial(connect, ready, task.connections);
  const { cpuMs } = await costOf(() => dial(connect, ready, task.connections));
  await close();
  return cpuMs / task.connections;
});

/** Opens connections one after the other, and closes each once it is ready. */
async function dial(connect: Connect, ready: string, count: number): Promise<void> {
  for (let done = 0; done < count; done += 1) {
    await new Promise<void>((resolve, reject) => {
      const socket = connect();
      socket.once('error', reject).once('close', () => resolve());
      socket.once(ready, () => socket.end()).resume();
    });
  }
}

async function prepare(task: SocketTask): Promise<{ connect: Connect; close(): Promise<void> }> {
  const { variant, port, caFile, certificateKeyFile } = task;
  const nothing = async (): Promise<void> => undefined;
  switch (variant) {
    case 'plaintext':
      return { connect: () => connectPlain({ host, port }), close: nothing };
    case 'bare': {
      const [ca, pem] = await Promise.all([readFile(caFile), readFile(certificateKeyFile)]);
      const secureContext = createSecureContext({ ca, cert: pem, key: pem });
      return { connect: () => connectTls({ host, port, secureContext }), close: nothing };
    }
    case 'ours': {
      const context = await openSecurityContext(
        { trust: { anchors: [caFile] }, identity: { certificateKeyFile } },
        { name: 'bench', env: {} },
      );
      return {
        connect: () => connectTls({ host, port, ...context.bind(tlsAdapter) }),
        close: () => context.close(),
      };
    }
  }
}
