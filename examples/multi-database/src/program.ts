import { SecurityContexts } from '@security-context/core/di';
import type { Logger } from 'pino';
import { shopContainer, type Surroundings } from './container.js';
import { EmbeddedDatabases } from './embedded/databases.js';
import { healthOf } from './health.js';
import { HttpService, type Routes } from './http-service.js';
import { shopRoutes } from './routes.js';
import { Shop } from './shop.js';

/** Adds routes, or work in the background, once the contexts are open. Gives what ends it. */
type Extra = (contexts: SecurityContexts) => { readonly routes: Routes; readonly end: () => Promise<void> };

/** Serves until it is stopped, and ends in order. */
export async function serve(
  surroundings: Surroundings,
  port: number,
  log: Logger,
  stop: AbortSignal,
  extra: Extra = () => ({ routes: {}, end: () => Promise.resolve() }),
): Promise<void> {
  const container = await shopContainer(surroundings, log);
  try {
    const contexts = await container.getAsync(SecurityContexts); // opens them all; errors come here, with their place
    const shop = container.get(Shop);
    try {
      await shop.open();
      log.info(healthOf(contexts), 'open');
      const { routes, end } = extra(contexts);
      const service = await HttpService.start(port, { ...shopRoutes(shop, contexts), ...routes }, log);
      log.info({ url: service.url }, 'serving');
      await aborted(stop);
      await service.stop();
      await end();
    } finally {
      await shop.close(); // first the drivers, then what they are bound to
    }
  } finally {
    await container.unbindAllAsync();
  }
  log.info('stopped');
}

/** The same with embedded databases, where everything is replaced on request, or every so many milliseconds. */
export async function serveEmbedded(
  port: number,
  rotateEveryMs: number,
  log: Logger,
  stop: AbortSignal,
): Promise<void> {
  await using databases = await EmbeddedDatabases.start();
  await serve(databases.surroundings, port, log, stop, (contexts) => {
    const rotate = async (): Promise<void> => {
      await databases.rotate(contexts);
      log.info({ seen: databases.seen(), ...healthOf(contexts) }, 'everything replaced');
    };
    const failed = (error: unknown): void => log.error({ err: error }, 'could not replace everything');
    const timer = rotateEveryMs > 0 && setInterval(() => void rotate().catch(failed), rotateEveryMs);
    return {
      routes: {
        'POST /rotate': async () => {
          await rotate();
          return [200, databases.seen()];
        },
        'GET /seen/:id': async ({ id }) => {
          await Promise.race([databases.sawEverywhere(id), aborted(stop)]);
          return [200, databases.seen()];
        },
      },
      end: () => {
        clearInterval(timer || undefined);
        return databases.settled();
      },
    };
  });
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
