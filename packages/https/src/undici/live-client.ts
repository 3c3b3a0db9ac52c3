import { Client, type Dispatcher } from 'undici';

/** Where requests may go. */
export interface Way {
  /** Whether new ones may still go over the connection of this client. */
  readonly open: () => boolean;
  /** Takes those that may not. */
  readonly elsewhere: (options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler) => void;
}

/**
 * A client whose connection is of one epoch. A request that waited in its pool until that was over goes elsewhere, its
 * body unread.
 */
export class LiveClient extends Client {
  readonly #way: Way;
  #connected = false;

  constructor(origin: string | URL, options: Client.Options, way: Way) {
    super(origin, options);
    this.#way = way;
    this.once('connect', () => {
      this.#connected = true;
    });
  }

  override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    // A connection that is still to be made is one of now, or refused.
    if (!this.#connected || this.#way.open()) return super.dispatch(options, handler);
    this.#way.elsewhere(options, handler);
    // Whatever else waits may come as well.
    return true;
  }
}
