import { randomUUID } from 'node:crypto';
import { inject, injectable } from 'inversify';
import { ArchiveStore } from './stores/archive-store.js';
import { EventsStore, type OrderEvent } from './stores/events-store.js';
import { OrdersStore, type Order } from './stores/orders-store.js';
import { SearchStore } from './stores/search-store.js';

/** The application. It knows nothing of certificates. */
@injectable()
export class Shop {
  constructor(
    @inject(OrdersStore) private readonly orders: OrdersStore,
    @inject(EventsStore) private readonly events: EventsStore,
    @inject(SearchStore) private readonly search: SearchStore,
    @inject(ArchiveStore) private readonly archive: ArchiveStore,
  ) {}

  /** Connects to all four, and makes the tables and the bucket where they are missing. */
  async open(): Promise<void> {
    await Promise.all([this.orders.open(), this.events.open(), this.search.open(), this.archive.open()]);
  }

  async place(item: string): Promise<Order> {
    const order = { id: randomUUID(), item };
    await this.orders.add(order);
    await Promise.all([
      this.events.add(order.id, { name: 'placed', at: new Date() }),
      this.search.add(order),
      this.archive.add(order),
    ]);
    return order;
  }

  order(id: string): Promise<Order | undefined> {
    return this.orders.find(id);
  }

  eventsOf(id: string): Promise<OrderEvent[]> {
    return this.events.of(id);
  }

  ordersFor(item: string): Promise<Order[]> {
    return this.search.find(item);
  }

  archived(id: string): Promise<Order | undefined> {
    return this.archive.find(id);
  }

  /** Closes the drivers. The contexts stay open until the container is emptied. */
  async close(): Promise<void> {
    this.search.close();
    this.archive.close();
    await Promise.all([this.orders.close(), this.events.close()]);
  }
}
