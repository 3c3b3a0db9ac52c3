import { cassandraModule } from '@security-context/cassandra/di';
import { awsModule } from '@security-context/cloud/di';
import { securityModule } from '@security-context/core/di';
import { cratedbModule } from '@security-context/cratedb/di';
import { mongodbModule } from '@security-context/mongodb/di';
import { Container } from 'inversify';
import type { Logger } from 'pino';
import { ADDRESSES, type Addresses } from './addresses.js';
import { Shop } from './shop.js';
import { ArchiveStore } from './stores/archive-store.js';
import { EventsStore } from './stores/events-store.js';
import { OrdersStore } from './stores/orders-store.js';
import { SearchStore } from './stores/search-store.js';

/** What differs between an embedded run and a real one. */
export interface Surroundings {
  readonly addresses: Addresses;
  /** Path of security.yaml. */
  readonly file: string;
  readonly env: NodeJS.ProcessEnv;
}

/** Puts the application together; nothing is opened yet. `await container.unbindAllAsync()` closes the contexts. */
export async function shopContainer({ addresses, file, env }: Surroundings, log: Logger): Promise<Container> {
  const container = new Container({ defaultScope: 'Singleton' });
  container.load(
    await securityModule({ file }, { env, log }), // every security event is a line in the log
    mongodbModule,
    cassandraModule,
    cratedbModule,
    awsModule,
  );
  container.bind(ADDRESSES).toConstantValue(addresses);
  container.bind(OrdersStore).toSelf();
  container.bind(EventsStore).toSelf();
  container.bind(SearchStore).toSelf();
  container.bind(ArchiveStore).toSelf();
  container.bind(Shop).toSelf();
  return container;
}
