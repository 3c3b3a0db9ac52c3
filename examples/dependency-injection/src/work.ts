import { SecurityContexts } from '@security-context/core/di';
import type { SecurityContext } from '@security-context/core/di';
import type { Container } from 'inversify';
import { shopContainer } from './container.js';
import { clientsOf, EmbeddedDatabases } from './embedded-databases.js';
import { Shop } from './shop.js';

const ROTATION_LIMIT_MS = 10_000;

/** Sells one item with the databases that the file of SECURITY_CONTEXT_FILE names. */
export async function sellOnce(): Promise<boolean> {
  const container = await shopContainer({}, {});
  try {
    const contexts = await container.getAsync(SecurityContexts); // opens them all; errors come here, with their place
    console.log(`Open: ${contexts.names.join(', ')}.`);
    const shop = container.get(Shop);
    await shop.sell('lamp');
    console.log(`Sold as ${shop.whoAmI()}.`);
  } finally {
    await container.unbindAllAsync();
  }
  return true;
}

/** The same with two embedded databases, and a certificate that is replaced while the shop is open. */
export async function rehearse(stop: AbortSignal): Promise<boolean> {
  await using databases = await EmbeddedDatabases.start();
  const container = await shopContainer({ file: databases.file }, { env: databases.env });
  // The end closes the clients and the contexts.
  const contexts = await trade(container, databases, stop).finally(() => container.unbindAllAsync());
  const states = Object.values(contexts.status()).map(({ state }) => state);
  console.log(`After unbindAllAsync: ${states.join(', ')}.`);
  return (
    states.join() === 'closed,closed' &&
    clientsOf(databases.orders) === 'CN=orders-1, CN=orders-2' &&
    clientsOf(databases.archive) === 'CN=archive' &&
    databases.orders.stored('shop.orders').length === 11 &&
    databases.archive.stored('archive.orders').length === 11
  );
}

async function trade(
  container: Container,
  databases: EmbeddedDatabases,
  stop: AbortSignal,
): Promise<SecurityContexts> {
  const contexts = await container.getAsync(SecurityContexts);
  console.log(`Open: ${contexts.names.join(', ')}.`);
  const shop = container.get(Shop);
  await shop.sell('lamp');
  console.log(`Sold as ${shop.whoAmI()}.`);

  const rotated = rotation(contexts.get('orders'), stop);
  await Promise.all([rotated, databases.renewOrdersCertificate('orders-2')]);
  console.log(`Certificate replaced on disk: now ${shop.whoAmI()}.`);

  // Connections that stand are left alone; a rush makes the pool grow, and what it opens has the new certificate.
  await Promise.all(Array.from({ length: 10 }, () => shop.sell('chair')));
  console.log(`The orders database has seen ${clientsOf(databases.orders)}.`);
  console.log(`The archive has seen ${clientsOf(databases.archive)}.`);
  return contexts;
}

function rotation(context: SecurityContext, stop: AbortSignal): Promise<unknown> {
  const limit = AbortSignal.any([stop, AbortSignal.timeout(ROTATION_LIMIT_MS)]);
  return new Promise((resolve, reject) => {
    limit.throwIfAborted();
    context.once('rotated', resolve);
    limit.addEventListener('abort', () => reject(new Error('no rotation was seen', { cause: limit.reason })));
  });
}
