import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

const TRIES = 5;
const TAKEN = /in use|failed to bind/i;

/**
 * For programs that cannot be told to take any free port: starts them with ports that were free a moment ago, and
 * again with others when somebody has taken one since.
 */
export async function withFreePorts<Started>(
  count: number,
  start: (...ports: number[]) => Promise<Started>,
): Promise<Started> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await start(...(await freePorts(count)));
    } catch (error) {
      if (tries === TRIES || !TAKEN.test((error as Error).message)) throw error;
    }
  }
}

/** All are held until the last is known, so that they differ. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  for (const server of servers) server.close();
  await Promise.all(servers.map((server) => once(server, 'close')));
  return ports;
}
