import { costOf, holding, type Cost } from '../../measure/cost.js';
import { answerParent } from '../../process/parent.js';
import { prepare, type PoolTask, type PreparedClients } from './variants.js';

/** What a pool cost. */
export interface PoolSample {
  /** CPU of filling a pool, in a process that has filled one before. */
  readonly cpuMs: number;
  /** What a full pool holds, in bytes. */
  readonly bytes: number;
  /** What it cost to prepare, once for all clients. */
  readonly preparing: { readonly cpuMs: number; readonly bytes: number };
}

/** Enough to load what is loaded late, and few enough to leave no memory behind to be used again. */
const FIRST_CONNECTIONS = 3;

answerParent(async (task: PoolTask): Promise<PoolSample> => {
  const atFirst = await holding();
  let prepared: PreparedClients | undefined;
  const { cpuMs } = await costOf(async () => {
    prepared = await prepare(task);
  });
  if (prepared === undefined) throw new Error('not prepared');
  const preparing = { cpuMs, bytes: (await holding()).resident - atFirst.resident };
  await (await fillPool(prepared, FIRST_CONNECTIONS)).close();

  const before = await holding();
  const first = await fillPool(prepared, task.size);
  const after = await holding();
  await first.close();
  await holding();
  const second = await fillPool(prepared, task.size);
  await second.close();
  await prepared.close();
  return { cpuMs: second.cost.cpuMs, bytes: after.resident - before.resident, preparing };
});

/** A client whose pool is full, and what it cost to fill it. */
async function fillPool(
  prepared: PreparedClients,
  size: number,
): Promise<{ cost: Cost; close(): Promise<void> }> {
  const client = prepared.client({
    minPoolSize: size,
    maxPoolSize: size,
    maxConnecting: size,
    // One connection for monitoring, not two.
    serverMonitoringMode: 'poll',
  });
  let ready = 0;
  client.on('connectionReady', () => (ready += 1));
  const cost = await costOf(async () => {
    await client.connect();
    // As many commands at once as the pool has places: each opens a connection.
    await Promise.all(Array.from({ length: size }, () => client.db('bench').command({ ping: 1 })));
  });
  if (ready !== size) throw new Error(`the pool has ${ready} connections instead of ${size}`);
  return { cost, close: () => client.close() };
}
