import { costOf, holding, quiet } from '../measure/cost.js';
import { answerParent } from '../process/parent.js';
import type { ClientFiles } from '../stage/material.js';
import { prepare, type Driver, type Full, type Way } from './driver.js';

/** Connections to measure. */
export interface ConnectionsTask {
  readonly way: Way;
  readonly port: number;
  readonly size: number;
  readonly files: ClientFiles;
}

/** What connections cost. */
export interface ConnectionsSample {
  /** CPU of opening them all, in a process that has done it before. */
  readonly cpuMs: number;
  /** What they hold when all of them are ready, in bytes. */
  readonly bytes: number;
  /** What it cost to prepare, once for all. */
  readonly preparing: { readonly cpuMs: number; readonly bytes: number };
}

/** Enough to load what is loaded late, and few enough to leave no memory behind to be used again. */
const FIRST_CONNECTIONS = 3;

/** How many connections `answerWith` opens, and how often it makes a client for them. */
export function opened(size: number): { connections: number; clients: number } {
  return { connections: FIRST_CONNECTIONS + 2 * size, clients: 3 };
}

/** Measures the connections of a driver, in a process of their own. */
export function answerWith(driver: Driver): void {
  answerParent(async ({ way, port, size, files }: ConnectionsTask): Promise<ConnectionsSample> => {
    const atFirst = await holding();
    let prepared: Awaited<ReturnType<typeof prepare>> | undefined;
    const { cpuMs } = await costOf(async () => {
      prepared = await prepare(way, files);
    });
    if (prepared === undefined) throw new Error('not prepared');
    const preparing = { cpuMs, bytes: (await holding()).resident - atFirst.resident };
    const fill = driver(port, prepared.security);
    await (await fill(FIRST_CONNECTIONS)).close();
    await quiet();

    const before = await holding();
    const first = await fill(size);
    const after = await holding();
    await first.close();
    await holding();
    let second: Full | undefined;
    const opening = await costOf(async () => {
      second = await fill(size);
    });
    await second?.close();
    await prepared.close();
    return { cpuMs: opening.cpuMs, bytes: after.resident - before.resident, preparing };
  });
}
