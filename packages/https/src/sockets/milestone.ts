import type { Socket } from 'node:net';

/** Resolves when a socket emits an event; rejects with its error, or when it is closed before that. */
export function reached(socket: Socket, event: 'connect' | 'secureConnect'): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (): void => settle(resolve);
    const failed = (error: Error): void => settle(() => reject(error));
    const closed = (): void => settle(() => reject(hungUp()));
    const settle = (tell: () => void): void => {
      socket.off(event, done).off('error', failed).off('close', closed);
      tell();
    };
    socket.once(event, done).once('error', failed).once('close', closed);
  });
}

function hungUp(): Error {
  return Object.assign(new Error('The connection was closed before it was ready'), { code: 'ECONNRESET' });
}
