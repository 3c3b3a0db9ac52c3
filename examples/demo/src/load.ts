import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from './client.js';

/** Keeps one stock client busy, in bursts with pauses. */
export class Load {
  operations = 0;
  bursts = 0;
  readonly failures: unknown[] = [];
  readonly #client: Client;
  #running = true;
  #done: Promise<void> = Promise.resolve();

  constructor(client: Client) {
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
    while (this.#running) {
      this.bursts += 1;
      const burst = Array.from({ length: 4 }, async (_, index) => {
        await this.#client.work(`${this.bursts}-${index}`);
        this.operations += 2;
      });
      for (const outcome of await Promise.allSettled(burst)) {
        if (outcome.status === 'rejected') this.failures.push(outcome.reason);
      }
      await pause(25);
    }
  }
}
