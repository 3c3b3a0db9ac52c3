import type { MongoClient } from 'mongodb';

/** Keeps one stock client busy. Bursts with pauses make its pool close idle connections and open new ones. */
export class Load {
  operations = 0;
  bursts = 0;
  readonly failures: unknown[] = [];
  readonly #client: MongoClient;
  #running = true;
  #done: Promise<void> = Promise.resolve();

  constructor(client: MongoClient) {
    this.#client = client;
  }

  start(): this {
    this.#done = this.#run();
    return this;
  }

  async stop(): Promise<void> {
    this.#running = false;
    await this.#done;
  }

  async #run(): Promise<void> {
    const orders = this.#client.db('shop').collection('orders');
    while (this.#running) {
      this.bursts += 1;
      const burst = Array.from({ length: 6 }, async (_, item) => {
        await orders.insertOne({ item });
        await orders.findOne({ item });
        this.operations += 2;
      });
      for (const outcome of await Promise.allSettled(burst)) {
        if (outcome.status === 'rejected') this.failures.push(outcome.reason);
      }
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }
}
