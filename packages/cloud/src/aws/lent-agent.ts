import type { Agent } from 'node:http';

/**
 * An agent as it may be lent to a client that destroys the agents it was given: all clients of one context share it, so
 * that ends its idle connections, and none in use.
 */
export function lentAgent<A extends Agent>(agent: A): A {
  const destroy = (): void => {
    for (const socket of Object.values(agent.freeSockets).flatMap((sockets = []) => [...sockets])) {
      socket.destroy();
    }
  };
  return new Proxy(agent, {
    get: (target, key) => (key === 'destroy' ? destroy : (Reflect.get(target, key, target) as unknown)),
  });
}
