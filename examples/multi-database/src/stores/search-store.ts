import { SecurityContexts } from '@security-context/core/di';
import { cratedbAdapter, CrateHttpClient } from '@security-context/cratedb';
import { inject, injectable } from 'inversify';
import { ADDRESSES, type Addresses } from '../addresses.js';
import type { Order } from './orders-store.js';

/** Which orders there are for an item, in CrateDB. */
@injectable()
export class SearchStore {
  readonly #client: CrateHttpClient;

  constructor(
    @inject(SecurityContexts) contexts: SecurityContexts,
    @inject(ADDRESSES) { cratedb }: Addresses,
  ) {
    this.#client = new CrateHttpClient(
      contexts.bind('search', cratedbAdapter, { servers: cratedb, timeout: 10 }),
    );
  }

  async open(): Promise<void> {
    await this.#client.sql('CREATE TABLE IF NOT EXISTS shop_orders (id TEXT PRIMARY KEY, item TEXT)');
  }

  async add({ id, item }: Order): Promise<void> {
    await this.#client.sql('INSERT INTO shop_orders (id, item) VALUES (?, ?)', [id, item]);
  }

  async find(item: string): Promise<Order[]> {
    await this.#client.sql('REFRESH TABLE shop_orders');
    const { rows } = await this.#client.sql('SELECT id FROM shop_orders WHERE item = ? LIMIT 100', [item]);
    return rows.map(([id]) => ({ id: String(id), item }));
  }

  close(): void {
    this.#client.close();
  }
}
