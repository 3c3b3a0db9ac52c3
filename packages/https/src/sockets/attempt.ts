import type { Socket } from 'node:net';

/** A connection that is being opened, and can be ended from outside. */
export class Attempt {
  #socket: Socket | undefined;
  #reason: Error | undefined;

  /** Why it was ended; `undefined` while it goes on. */
  get reason(): Error | undefined {
    return this.#reason;
  }

  /** Takes the socket that is now the connection. */
  hold<Held extends Socket>(socket: Held): Held {
    this.#socket = socket;
    if (this.#reason !== undefined) socket.destroy();
    return socket;
  }

  /** Ends it; the first reason counts. */
  end(reason: Error): void {
    this.#reason ??= reason;
    this.#socket?.destroy();
  }
}
