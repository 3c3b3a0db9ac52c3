import type { MongoClient } from 'mongodb';

/**
 * Keeps one stock client busy until it is stopped. Bursts with pauses make its pool close idle connections and open
 * new ones all the time (with a short `maxIdleTimeMS`).
 */
export class Traffic {
  operations = 0;
  /** Connections that were opened. */
  connections = 0;
  readonly failures: unknown[] = [];
  readonly #client: MongoClient;
  readonly #dropping: boolean;
  readonly #pending = new Set<number>();
  #changed: () => void = () => undefined;
  #running = true;
  #done: Promise<void> = Promise.resolve();

  /** @param dropping - whether each burst drops what it stored, so that it is not taken for a leak of ours */
  constructor(client: MongoClient, dropping = false) {
    this.#client = client;
    this.#dropping = dropping;
    client.on('connectionCreated', ({ connectionId }) => this.#pending.add(connectionId as number));
    client.on('connectionReady', ({ connectionId }) => {
      this.connections += 1;
      this.#settle(connectionId as number);
    });
    client.on('connectionClosed', ({ connectionId }) => this.#settle(connectionId as number));
  }

  start(burst = 6, pauseMs = 10): this {
    this.#done = this.#run(burst, pauseMs);
    return this;
  }

  async stop(): Promise<void> {
    this.#running = false;
    await this.#done;
  }

  /** Resolves when every handshake that is under way now has ended: each keeps the material it began with. */
  async handshakesEnd(): Promise<void> {
    const pending = [...this.#pending];
    while (pending.some((id) => this.#pending.has(id))) {
      await new Promise<void>((resolve) => (this.#changed = resolve));
    }
  }

  #settle(connectionId: number): void {
    this.#pending.delete(connectionId);
    this.#changed();
  }

  async #run(size: number, pauseMs: number): Promise<void> {
    const orders = this.#client.db('shop').collection<{ item: number }>('orders');
    while (this.#running) {
      const burst = Array.from({ length: size }, async (_, item) => {
        await orders.insertOne({ item });
        const found = await orders.findOne({ item });
        if (found?.item !== item) throw new Error('an order that was inserted was not found');
        this.operations += 2;
      });
      for (const outcome of await Promise.allSettled(burst)) {
        if (outcome.status === 'rejected') this.failures.push(outcome.reason);
      }
      if (this.#dropping) await orders.drop();
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
}
