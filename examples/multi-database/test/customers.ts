import { deepStrictEqual } from 'node:assert/strict';
import type { RunningShop } from './running-shop.js';

interface Order {
  readonly id: string;
  readonly item: string;
}

/** Customers who order and look at what they ordered, in bursts with pauses, and keep count. */
export class Customers {
  readonly failures: unknown[] = [];
  orders = 0;
  readonly #shop: RunningShop;
  #open = true;
  #done: Promise<void> | undefined;

  constructor(shop: RunningShop) {
    this.#shop = shop;
  }

  start(): this {
    this.#done = this.#come();
    return this;
  }

  async leave(): Promise<void> {
    this.#open = false;
    await this.#done;
  }

  async #come(): Promise<void> {
    while (this.#open) {
      const burst = await Promise.allSettled(Array.from({ length: 5 }, () => this.#buy()));
      for (const outcome of burst) if (outcome.status === 'rejected') this.failures.push(outcome.reason);
      // Idle connections end in the pauses, so that the next burst opens new ones.
      await new Promise((resolve) => setTimeout(resolve, 75));
    }
  }

  /** One order, and what each of the four databases says of it. */
  async #buy(): Promise<void> {
    const item = `lamp ${this.orders}`;
    this.orders += 1;
    const { id } = (await this.#shop.ask('POST', '/orders', { item })).body as Order;
    deepStrictEqual((await this.#shop.ask('GET', `/orders/${id}`)).body, { id, item });
    const events = (await this.#shop.ask('GET', `/orders/${id}/events`)).body as readonly { name: string }[];
    deepStrictEqual(
      events.map(({ name }) => name),
      ['placed'],
    );
    const found = await this.#shop.ask('GET', `/search?q=${encodeURIComponent(item)}`);
    deepStrictEqual(found.body, [{ id, item }]);
    deepStrictEqual((await this.#shop.ask('GET', `/archive/${id}`)).body, { id, item });
  }
}
