import { once } from 'node:events';
import type { Store } from './stores.js';

/** Puts and gets without a pause, and counts. */
export class StoreLoad {
  /** Errors, in order. */
  readonly failures: unknown[] = [];
  readonly #ticks = new EventTarget();
  readonly #workers: Promise<void>[];
  #done = 0;
  #stopped = false;

  /** @param workers how many do so at once */
  constructor(store: Store, workers = 4) {
    this.#workers = Array.from({ length: workers }, (_, worker) => this.#work(store, worker));
  }

  /** Resolves when this many more objects have been put and read. */
  async more(count: number): Promise<void> {
    const wanted = this.#done + count;
    while (this.#done < wanted) await once(this.#ticks, 'tick');
  }

  /** Resolves when nothing is under way any more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#workers);
  }

  async #work(store: Store, worker: number): Promise<void> {
    for (let round = 0; !this.#stopped; round++) {
      try {
        const content = `${worker} ${round}`;
        await store.put(`load-${worker}`, content);
        const found = await store.get(`load-${worker}`);
        if (found !== content) throw new Error(`found ${found} instead of ${content}`);
      } catch (error) {
        this.failures.push(error);
      }
      this.#done++;
      this.#ticks.dispatchEvent(new Event('tick'));
    }
  }
}
