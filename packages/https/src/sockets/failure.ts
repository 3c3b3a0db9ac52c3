import type { Socket } from 'node:net';

const failures = new WeakMap<Socket, Error>();

/**
 * Notes the error of a socket and closes it at once. After an alert that comes late, Node tells the error, and then that
 * the connection has ended; clients that wait for the end would tell only that.
 */
export function watchFailure<Watched extends Socket>(socket: Watched): Watched {
  return socket.on('error', (error) => {
    failures.set(socket, error);
    socket.destroy();
  });
}

/** The error of a watched socket, `undefined` while it has none. */
export function failureOf(socket: Socket): Error | undefined {
  return failures.get(socket);
}
