import { setTimeout as pause } from 'node:timers/promises';
import type { SecurityContext } from '@security-context/core';
import type { Logger } from 'pino';
import { EmbeddedDatabase } from './embedded-database.js';
import { OrdersService } from './orders-service.js';
import type { DatabaseAddress } from './orders-service.js';

const ORDER_EVERY_MS = 1_000;
const ROTATION_LIMIT_MS = 10_000;

/** Places an order every second until it is stopped. Gives whether all of them could be placed. */
export async function serve(address: DatabaseAddress, log: Logger, stop: AbortSignal): Promise<boolean> {
  await using service = await OrdersService.start(address, log);
  service.logHealth();
  await service.place('lamp'); // what is wrong from the start ends the program
  let failures = 0;
  while (await unlessStopped(pause(ORDER_EVERY_MS, undefined, { signal: stop }), stop)) {
    await service.place('lamp').catch((error: unknown) => {
      failures += 1;
      log.error({ err: error }, 'order could not be placed');
    });
  }
  log.info({ failures }, 'stopped');
  return failures === 0;
}

/** The same service against an embedded database, whose client certificate is replaced meanwhile. */
export async function rehearse(log: Logger, stop: AbortSignal): Promise<boolean> {
  await using database = await EmbeddedDatabase.start();
  log.info({ url: database.address.url }, 'no MONGODB_URL: using an embedded database');
  await using service = await OrdersService.start(database.address, log);
  service.logHealth();
  await service.place('lamp');

  const limit = AbortSignal.any([stop, AbortSignal.timeout(ROTATION_LIMIT_MS)]);
  const renewed = Promise.all([rotation(service.context, limit), database.renewCertificate('orders-2')]);
  log.info('replacing the client certificate on disk');
  if (!(await unlessStopped(renewed, stop))) return false;

  // Connections that stand are left alone; a rush makes the pool grow, and what it opens has the new certificate.
  await Promise.all(Array.from({ length: 10 }, () => service.place('lamp')));
  const { clients } = database;
  log.info({ clients }, 'the database has seen');
  return clients.join() === 'CN=orders-1,CN=orders-2' && service.health().healthy;
}

function rotation(context: SecurityContext, limit: AbortSignal): Promise<unknown> {
  return new Promise((resolve, reject) => {
    limit.throwIfAborted();
    context.once('rotated', resolve);
    limit.addEventListener('abort', () => reject(new Error('no rotation was seen', { cause: limit.reason })));
  });
}

/** Waits. False if it was the stop that ended it. */
async function unlessStopped(waiting: Promise<unknown>, stop: AbortSignal): Promise<boolean> {
  try {
    await waiting;
  } catch (error) {
    if (!stop.aborted) throw error;
  }
  return !stop.aborted;
}
