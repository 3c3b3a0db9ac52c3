import type { Socket } from 'node:net';

/** On the socket itself: weak maps of what lives for one request are dear to collect. */
const FAILURE = Symbol('failure');

type Watched = Socket & { [FAILURE]?: Error };

/**
 * Notes the error of a socket and closes it at once. After an alert that comes late, Node tells the error, and then that
 * the connection has ended; clients that wait for the end would tell only that.
 */
export function watchFailure<One extends Socket>(socket: One): One {
  return socket.on('error', function (this: Watched, error) {
    this[FAILURE] = error;
    this.destroy();
  });
}

/** The error of a watched socket, `undefined` while it has none. */
export function failureOf(socket: Watched): Error | undefined {
  return socket[FAILURE];
}
