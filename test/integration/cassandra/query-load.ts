import { Client, type ClientOptions } from 'cassandra-driver';

/** One client that lives throughout, and others that come and go: each of those logs in over a connection of its own. */
export class QueryLoad implements AsyncDisposable {
  queries = 0;
  readonly failures: unknown[] = [];
  readonly #options: ClientOptions;
  readonly #waiting = new Set<{ readonly from: number; readonly resolve: () => void }>();
  #clients = 0;
  #running = false;
  #done: Promise<unknown> = Promise.resolve();

  /** @param options bound once, for all of them */
  constructor(options: ClientOptions) {
    this.#options = options;
  }

  start(): this {
    this.#running = true;
    this.#done = Promise.all([this.#live(), this.#comeAndGo(), this.#comeAndGo()]);
    return this;
  }

  /** Resolves when so many further clients have connected, begun after now, and done their work. */
  async connectsAnew(clients: number): Promise<void> {
    // Those under way began before.
    const from = this.#clients + 2 + clients;
    await new Promise<void>((resolve) => this.#waiting.add({ from, resolve }));
  }

  async stop(): Promise<void> {
    this.#running = false;
    await this.#done;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  async #live(): Promise<void> {
    const client = new Client(this.#options);
    while (this.#running) await this.#query(client);
    await client.shutdown();
  }

  async #comeAndGo(): Promise<void> {
    while (this.#running) {
      const client = new Client(this.#options);
      for (let query = 0; query < 3; query++) await this.#query(client);
      await client.shutdown();
      this.#clients += 1;
      for (const wait of this.#waiting) {
        if (this.#clients < wait.from) continue;
        this.#waiting.delete(wait);
        wait.resolve();
      }
    }
  }

  async #query(client: Client): Promise<void> {
    try {
      await client.execute('SELECT what FROM shop.events LIMIT 1');
      this.queries += 1;
    } catch (error) {
      this.failures.push(error);
      // A client that cannot connect fails at once: the load would be nothing but failures.
      this.#running = this.failures.length < 20;
    }
  }
}
