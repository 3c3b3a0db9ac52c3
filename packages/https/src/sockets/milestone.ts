import type { Socket } from 'node:net';

/** Resolves with a socket when it emits an event; rejects with its error, or when it is closed before that. */
export function reached<Awaited extends Socket>(
  socket: Awaited,
  event: 'connect' | 'secureConnect',
): Promise<Awaited> {
  return new Promise((resolve, reject) => {
    const done = (): void => settle(() => resolve(socket));
    const failed = (error: Error): void => settle(() => reject(error));
    const closed = (): void => settle(() => reject(hungUp()));
    const settle = (tell: () => void): void => {
      socket.off(event, done).off('error', failed).off('close', closed);
      tell();
    };
    socket.once(event, done).once('error', failed).once('close', closed);
  });
}

/** Held as Node's and undici's agents hold connections: found dead soon, and nothing waits for more to send. */
export function kept<Kept extends Socket>(socket: Kept): Kept {
  return socket.setNoDelay(true).setKeepAlive(true, 60_000);
}

function hungUp(): Error {
  return Object.assign(new Error('The connection was closed before it was ready'), { code: 'ECONNRESET' });
}
