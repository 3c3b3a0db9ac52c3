import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectTls, createSecureContext } from 'node:tls';
import { tlsAdapter } from '@security-context/core';
import { openBenchContext } from '../../connections/driver.js';
import { costOf } from '../../measure/cost.js';
import { inTurns } from '../../measure/turns.js';
import { answerParent } from '../../process/parent.js';
import { readNodeWords, type ClientFiles } from '../../stage/material.js';

/** Connections to measure. */
export interface SocketTask {
  readonly ports: { readonly plain: number; readonly secure: number };
  readonly blocks: number;
  /** Connections in a block. */
  readonly connections: number;
  readonly files: ClientFiles;
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
  const { files, connections, blocks } = task;
  await using context = await openBenchContext(files);
  const secureContext = createSecureContext(await readNodeWords(files));
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
  return await inTurns(VARIANTS, blocks, measure);
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
