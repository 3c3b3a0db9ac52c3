interface Wait<Event> {
  /** Whether the event is what was waited for. */
  readonly offer: (event: Event) => boolean;
  readonly refuse: (error: Error) => void;
}

/** Promises for what a server will hear next. Those still open when it closes are rejected. */
export class Waiting<Event> {
  readonly #waits = new Set<Wait<Event>>();
  #closed = false;

  /** Resolves with the first coming event in which `find` finds something. */
  next<Found>(find: (event: Event) => Found | undefined): Promise<Found> {
    const promise = new Promise<Found>((resolve, reject) => {
      const offer = (event: Event): boolean => {
        const found = find(event);
        if (found !== undefined) resolve(found);
        return found !== undefined;
      };
      if (this.#closed) reject(new Error('The test server is closed'));
      else this.#waits.add({ offer, refuse: reject });
    });
    // A test that has failed elsewhere may never look at this promise.
    promise.catch(() => undefined);
    return promise;
  }

  /** Resolves as soon as `condition` holds. */
  async until(condition: () => boolean): Promise<void> {
    if (!condition()) await this.next(() => condition() || undefined);
  }

  announce(event: Event): void {
    for (const wait of this.#waits) if (wait.offer(event)) this.#waits.delete(wait);
  }

  close(): void {
    this.#closed = true;
    for (const wait of this.#waits) {
      wait.refuse(new Error('The test server was closed while a test waited to hear more'));
    }
    this.#waits.clear();
  }
}
