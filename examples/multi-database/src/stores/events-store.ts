import { cassandraAdapter } from '@security-context/cassandra';
import { SecurityContexts } from '@security-context/core/di';
import cassandra from 'cassandra-driver';
import { inject, injectable } from 'inversify';
import { ADDRESSES, type Addresses } from '../addresses.js';

/** Something that happened to an order. */
export interface OrderEvent {
  readonly name: string;
  readonly at: Date;
}

const KEYSPACE = `CREATE KEYSPACE IF NOT EXISTS shop
  WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}`;
const TABLE = `CREATE TABLE IF NOT EXISTS shop.events
  (order_id text, at timestamp, name text, PRIMARY KEY (order_id, at, name))`;

/** A statement whose connection breaks goes out once more, over another connection to the same node. */
class AgainOnSameNode extends cassandra.policies.retry.RetryPolicy {
  override onRequestError(
    info: cassandra.policies.retry.OperationInfo,
    consistency: cassandra.types.consistencies,
  ): cassandra.policies.retry.DecisionInfo {
    return info.nbRetry < 3 ? this.retryResult(consistency, true) : this.rethrowResult();
  }
}

/** What happened to each order, in Cassandra. */
@injectable()
export class EventsStore {
  readonly #client: cassandra.Client;

  constructor(
    @inject(SecurityContexts) contexts: SecurityContexts,
    @inject(ADDRESSES) { cassandra: { contactPoints, dataCenter } }: Addresses,
  ) {
    const { options } = contexts.bind('events', cassandraAdapter, {
      options: {
        contactPoints: [...contactPoints],
        localDataCenter: dataCenter,
        // Two, so that one is there while the other is being replaced.
        pooling: { coreConnectionsPerHost: { [cassandra.types.distance.local]: 2 } },
        // Every statement here may run twice, so the driver may try it again.
        queryOptions: { prepare: true, isIdempotent: true },
        policies: {
          retry: new AgainOnSameNode(),
          reconnection: new cassandra.policies.reconnection.ConstantReconnectionPolicy(100),
        },
      },
    });
    this.#client = new cassandra.Client(options); // the stock driver
  }

  async open(): Promise<void> {
    await this.#client.connect();
    await this.#client.execute(KEYSPACE, [], { prepare: false });
    await this.#client.execute(TABLE, [], { prepare: false });
  }

  async add(orderId: string, { name, at }: OrderEvent): Promise<void> {
    await this.#client.execute('INSERT INTO shop.events (order_id, at, name) VALUES (?, ?, ?)', [
      orderId,
      at,
      name,
    ]);
  }

  async of(orderId: string): Promise<OrderEvent[]> {
    const found = await this.#client.execute('SELECT name, at FROM shop.events WHERE order_id = ?', [
      orderId,
    ]);
    return found.rows.map((row) => ({ name: row.get('name') as string, at: row.get('at') as Date }));
  }

  async close(): Promise<void> {
    await this.#client.shutdown();
  }
}
