import { SecurityContext } from '@security-context/core';
import { inject, injectable, named } from 'inversify';
import { MongoClient } from 'mongodb';

/** Keeps orders in one database. It knows nothing of certificates: its client is injected, and secure. */
@injectable()
export class OrdersStore {
  constructor(@inject(MongoClient) @named('orders') private readonly client: MongoClient) {}

  async add(item: string): Promise<void> {
    await this.client.db('shop').collection('orders').insertOne({ item });
  }
}

/** Keeps what is done in another database, under another certificate. */
@injectable()
export class ArchiveStore {
  constructor(@inject(MongoClient) @named('archive') private readonly client: MongoClient) {}

  async add(item: string): Promise<void> {
    await this.client.db('archive').collection('orders').insertOne({ item });
  }
}

/** The application. */
@injectable()
export class Shop {
  constructor(
    @inject(OrdersStore) private readonly orders: OrdersStore,
    @inject(ArchiveStore) private readonly archive: ArchiveStore,
    @inject(SecurityContext) @named('orders') private readonly context: SecurityContext,
  ) {}

  async sell(item: string): Promise<void> {
    await this.orders.add(item);
    await this.archive.add(item);
  }

  /** For a health check: who the shop is for the orders database. */
  whoAmI(): string {
    const { generation, identity } = this.context.status();
    return `${identity?.subject ?? 'nobody'}, generation ${generation}`;
  }
}
