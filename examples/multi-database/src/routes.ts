import type { SecurityContexts } from '@security-context/core';
import { healthOf } from './health.js';
import type { Answer, Routes } from './http-service.js';
import type { Shop } from './shop.js';

/** What the service answers. */
export function shopRoutes(shop: Shop, contexts: SecurityContexts): Routes {
  return {
    'POST /orders': async ({ body }) => {
      const item = itemIn(body);
      if (item === undefined) return [400, { error: 'send {"item": "…"} as JSON' }];
      return [201, await shop.place(item)];
    },
    'GET /orders/:id': async ({ id }) => orNotFound(await shop.order(id)),
    'GET /orders/:id/events': async ({ id }) => [200, await shop.eventsOf(id)],
    'GET /search': async ({ url }) => [200, await shop.ordersFor(url.searchParams.get('q') ?? '')],
    'GET /archive/:id': async ({ id }) => orNotFound(await shop.archived(id)),
    'GET /health': () => {
      const health = healthOf(contexts);
      return Promise.resolve([health.healthy ? 200 : 503, health]);
    },
  };
}

function itemIn(body: string): string | undefined {
  try {
    const { item } = JSON.parse(body) as { item?: unknown };
    return typeof item === 'string' && item !== '' ? item : undefined;
  } catch {
    return undefined;
  }
}

function orNotFound(found: unknown): Answer {
  return found === undefined ? [404, { error: 'not found' }] : [200, found];
}
