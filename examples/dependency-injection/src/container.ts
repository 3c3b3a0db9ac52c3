import type { ContextsSource, SecurityModuleOptions } from '@security-context/core/di';
import { SecurityContexts, securityModule } from '@security-context/core/di';
import { mongodbAdapter } from '@security-context/mongodb';
import { mongodbModule } from '@security-context/mongodb/di';
import { Container } from 'inversify';
import { MongoClient } from 'mongodb';
import { ArchiveStore, OrdersStore, Shop } from './shop.js';

/** Puts the application together; nothing is opened yet. `await container.unbindAllAsync()` closes all of it. */
export async function shopContainer(
  source: ContextsSource,
  options: SecurityModuleOptions,
): Promise<Container> {
  const container = new Container({ defaultScope: 'Singleton' });
  container.load(await securityModule(source, options), mongodbModule);
  for (const name of ['orders', 'archive']) {
    container
      .bind(MongoClient)
      .toDynamicValue((resolution) => {
        const { url, options } = resolution.get(SecurityContexts).bind(name, mongodbAdapter);
        return new MongoClient(url, options); // the stock driver
      })
      .inSingletonScope()
      .whenNamed(name)
      .onDeactivation((client) => client.close());
  }
  container.bind(OrdersStore).toSelf();
  container.bind(ArchiveStore).toSelf();
  container.bind(Shop).toSelf();
  return container;
}
