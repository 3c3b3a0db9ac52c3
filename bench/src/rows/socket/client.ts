import { readFile } from 'node:fs/promises';
import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectTls, createSecureContext } from 'node:tls';
import { openSecurityContext, tlsAdapter } from '@security-context/core';
import { costOf } from '../../measure/cost.js';
import { inRounds } from '../../measure/rounds.js';
import { answerParent } from '../../process/parent.js';

/** Connections to measure. */
export interface SocketTask {
  readonly ports: { readonly plain: number; readonly secure: number };
  readonly blocks: number;
  /** Connections in a block. */
  readonly connections: number;
  readonly caFile: string;
  readonly certificateKeyFile: string;
}

/** Without TLS, `tls.connect` with one native context for all, and `tls.connect` under a security context. */
export type SocketVariant = 'plaintext' | 'bare' | 'ours';

/** Milliseconds of CPU for a connection, block for block. */
export type SocketSamples = Readonly<Record<SocketVariant, readonly number[]>>;

type Connect = () => Socket;

const VARIANTS = ['plaintext', 'bare', 'ours'] as const;
const host = '127.0.0.1';

/**
 * The difference looked for is smaller than that between two processes. So the variants take turns here, in short
 * blocks of one process.
 */
answerParent(async (task: SocketTask): Promise<SocketSamples> => {
  const { caFile, certificateKeyFile, connections, blocks } = task;
  await using context = await openSecurityContext(
    { trust: { anchors: [caFile] }, identity: { certificateKeyFile } },
    { name: 'bench', env: {} },
  );
  const [ca, pem] = await Promise.all([readFile(caFile), readFile(certificateKeyFile)]);
  const secureContext = createSecureContext({ ca, cert: pem, key: pem });
  const { plain, secure: port } = task.ports;
  const connect: Readonly<Record<SocketVariant, Connect>> = {
    plaintext: () => connectPlain({ host, port: plain }),
    bare: () => connectTls({ host, port, secureContext }),
    ours: () => connectTls({ host, port, ...context.bind(tlsAdapter) }),
  };
  const measure = async (variant: SocketVariant): Promise<number> => {
    const ready = variant === 'plaintext' ? 'connect' : 'secureConnect';
    const { cpuMs } = await costOf(() => dial(connect[variant], ready, connections));
    return cpuMs / connections;
  };
  // Half as much before, so that everything is compiled.
  await inRounds(VARIANTS, Math.ceil(blocks / 2), measure);
  return await inRounds(VARIANTS, blocks, measure);
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
