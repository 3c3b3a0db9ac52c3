import { cassandraAdapter } from '@security-context/cassandra';
import type { SecurityContexts } from '@security-context/core';
import cassandra from 'cassandra-driver';
import type { Client } from './client.js';

/** A statement whose connection breaks goes out once more, over another connection to the same node. */
class AgainOnSameNode extends cassandra.policies.retry.RetryPolicy {
  override onRequestError(
    info: cassandra.policies.retry.OperationInfo,
    consistency: cassandra.types.consistencies,
  ): cassandra.policies.retry.DecisionInfo {
    return info.nbRetry < 3 ? this.retryResult(consistency, true) : this.rethrowResult();
  }
}

/** The stock cassandra-driver, with two connections: one is there while the other is being replaced. */
export function connectCassandra(contexts: SecurityContexts, port: number): Client {
  const { options } = contexts.bind('events', cassandraAdapter, {
    options: {
      contactPoints: [`127.0.0.1:${port}`],
      localDataCenter: 'datacenter1',
      pooling: { coreConnectionsPerHost: { [cassandra.types.distance.local]: 2 } },
      queryOptions: { prepare: true, isIdempotent: true },
      policies: {
        retry: new AgainOnSameNode(),
        reconnection: new cassandra.policies.reconnection.ConstantReconnectionPolicy(20),
      },
    },
  });
  const client = new cassandra.Client(options);
  return {
    async open() {
      await client.connect();
      const replication = "{'class': 'SimpleStrategy', 'replication_factor': 1}";
      const create = `CREATE KEYSPACE IF NOT EXISTS shop WITH replication = ${replication}`;
      await client.execute(create, [], { prepare: false });
      const table = 'CREATE TABLE IF NOT EXISTS shop.events (item text PRIMARY KEY)';
      await client.execute(table, [], { prepare: false });
    },
    async work(item) {
      await client.execute('INSERT INTO shop.events (item) VALUES (?)', [item]);
      await client.execute('SELECT item FROM shop.events WHERE item = ?', [item]);
    },
    close: () => client.shutdown(),
  };
}
