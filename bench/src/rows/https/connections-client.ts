import type { SecureContext } from 'node:tls';
import { undiciAdapter } from '@security-context/https/undici';
import { Pool, request, type Dispatcher } from 'undici';
import { answerWith } from '../../connections/client.js';
import type { Security } from '../../connections/driver.js';
import type { NodeWords } from '../../stage/material.js';

/** A busy machine may take long for so many at once, and they are to be open together. */
const PATIENCE_MS = 60_000;
let fills = 0;

/** A pool of undici with as many connections to one server. */
answerWith((port, security) => async (size) => {
  const origin = `${security.way === 'plaintext' ? 'http' : 'https'}://127.0.0.1:${port}`;
  const dispatcher = dispatcherFor(origin, security, size);
  // As many requests at once as there may be connections: each opens one.
  await Promise.all(
    Array.from({ length: size }, async () => {
      const { body } = await request(origin, { dispatcher });
      await body.dump();
    }),
  );
  return dispatcher;
});

function dispatcherFor(origin: string, security: Security, connections: number): Dispatcher {
  const pool = (tls: Partial<NodeWords> & { secureContext?: SecureContext }): Pool =>
    new Pool(origin, {
      connections,
      keepAliveTimeout: PATIENCE_MS,
      connect: { ...tls, timeout: PATIENCE_MS },
    });
  switch (security.way) {
    case 'plaintext':
      return pool({});
    case 'stock':
      return pool(security.words);
    case 'shared':
      return pool({ secureContext: security.secureContext });
    case 'ours': {
      // Other options make another dispatcher, which knows no more sessions than a new pool does.
      fills += 1;
      const keepAliveTimeoutMs = PATIENCE_MS + fills;
      const options = { connections, connectTimeoutMs: PATIENCE_MS, keepAliveTimeoutMs };
      return security.context.bind(undiciAdapter, { options }).dispatcher;
    }
  }
}
