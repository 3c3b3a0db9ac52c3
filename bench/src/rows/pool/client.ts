import { openSecurityContext, type SecurityContext } from '@security-context/core';
import { mongodbAdapter } from '@security-context/mongodb';
import { MongoClient, type MongoClientOptions } from 'mongodb';
import { costOf, holding, type Cost } from '../../measure/cost.js';
import { answerParent } from '../../process/parent.js';

/** One pool to measure. */
export interface PoolTask {
  readonly variant: PoolVariant;
  readonly url: string;
  readonly size: number;
  readonly caFile: string;
  readonly certificateKeyFile: string;
}

/** The stock driver without TLS, with its own TLS, and under a security context. */
export type PoolVariant = 'plaintext' | 'stock' | 'ours';

/** What a pool of the given size cost. */
export interface PoolSample {
  /** CPU of a pool, in a process that has opened one before. */
  readonly cpuMs: number;
  /** Growth of resident memory by a pool. */
  readonly bytes: number;
  /** CPU and memory of opening the context; nothing for the other variants. */
  readonly opening?: { readonly cpuMs: number; readonly bytes: number };
}

/** Enough to load what is loaded late, and few enough to leave no memory behind to be used again. */
const FIRST_CONNECTIONS = 3;

answerParent(async (task: PoolTask): Promise<PoolSample> => {
  const atFirst = await holding();
  let context: SecurityContext | undefined;
  const opening = await costOf(async () => {
    context = await open(task);
  });
  const opened = await holding();
  await (await openPool(task, context, FIRST_CONNECTIONS)).client.close();

  const before = await holding();
  const first = await openPool(task, context, task.size);
  const after = await holding();
  await first.client.close();
  await holding();
  const second = await openPool(task, context, task.size);
  await second.client.close();
  await context?.close();
  return {
    cpuMs: second.cost.cpuMs,
    bytes: after.resident - before.resident,
    ...(context && { opening: { cpuMs: opening.cpuMs, bytes: opened.resident - atFirst.resident } }),
  };
});

async function open(task: PoolTask): Promise<SecurityContext | undefined> {
  if (task.variant !== 'ours') return undefined;
  return openSecurityContext(
    { trust: { anchors: [task.caFile] }, identity: { certificateKeyFile: task.certificateKeyFile } },
    { name: 'bench', env: {} },
  );
}

/** A client whose pool is full. */
async function openPool(
  task: PoolTask,
  context: SecurityContext | undefined,
  size: number,
): Promise<{ client: MongoClient; cost: Cost }> {
  const client = makeClient(task, context, size);
  let ready = 0;
  client.on('connectionReady', () => (ready += 1));
  const cost = await costOf(async () => {
    await client.connect();
    // As many commands at once as the pool has places: each opens a connection.
    await Promise.all(Array.from({ length: size }, () => client.db('bench').command({ ping: 1 })));
  });
  if (ready !== size) throw new Error(`the pool has ${ready} connections instead of ${size}`);
  return { client, cost };
}

function makeClient(task: PoolTask, context: SecurityContext | undefined, size: number): MongoClient {
  const { variant, url, caFile, certificateKeyFile } = task;
  const options: MongoClientOptions = {
    minPoolSize: size,
    maxPoolSize: size,
    maxConnecting: size,
    // One connection for monitoring, not two.
    serverMonitoringMode: 'poll',
  };
  if (variant === 'plaintext') return new MongoClient(url, options);
  if (context === undefined) {
    const tls = { tls: true, tlsCAFile: caFile, tlsCertificateKeyFile: certificateKeyFile };
    return new MongoClient(url, { ...options, ...tls });
  }
  const bound = context.bind(mongodbAdapter, { url, options });
  return new MongoClient(bound.url, bound.options);
}
