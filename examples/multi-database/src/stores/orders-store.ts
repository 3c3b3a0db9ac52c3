import { SecurityContexts } from '@security-context/core/di';
import { mongodbAdapter } from '@security-context/mongodb';
import { inject, injectable } from 'inversify';
import { MongoClient } from 'mongodb';
import { ADDRESSES, type Addresses } from '../addresses.js';

/** What the shop sells. */
export interface Order {
  readonly id: string;
  readonly item: string;
}

/** Orders, in MongoDB. */
@injectable()
export class OrdersStore {
  readonly #client: MongoClient;

  constructor(
    @inject(SecurityContexts) contexts: SecurityContexts,
    @inject(ADDRESSES) { mongodb }: Addresses,
  ) {
    const { url, options } = contexts.bind('orders', mongodbAdapter, {
      url: mongodb,
      options: { appName: 'shop', serverSelectionTimeoutMS: 5_000 },
    });
    this.#client = new MongoClient(url, options); // the stock driver
  }

  async open(): Promise<void> {
    await this.#client.connect();
  }

  async add({ id, item }: Order): Promise<void> {
    await this.#orders.insertOne({ _id: id, item });
  }

  async find(id: string): Promise<Order | undefined> {
    const found = await this.#orders.findOne({ _id: id });
    return found === null ? undefined : { id, item: found.item };
  }

  async close(): Promise<void> {
    await this.#client.close();
  }

  get #orders() {
    return this.#client.db('shop').collection<{ _id: string; item: string }>('orders');
  }
}
