import { request as httpRequest, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { text } from 'node:stream/consumers';
import type { SecurityContext } from '@security-context/core';
import { httpsAdapter, type HttpOptions } from '@security-context/https';
import { undiciAdapter } from '@security-context/https/undici';
import { fetch, request } from 'undici';

/** Asks for a URL, and gives what the server answered. */
export type Ask = (url: string) => Promise<string>;

/** A stock client, made from what a context gives. */
export interface TestClient {
  readonly name: string;
  bind(context: SecurityContext, options?: HttpOptions): Ask;
}

/** Asks through Node's own client, with an agent and words for this request. */
export function askThrough(
  agents: Pick<ReturnType<typeof bindAgents>, 'agent' | 'httpAgent'>,
  words: RequestOptions & { readonly servername?: string } = {},
): Ask {
  return (url) =>
    new Promise((resolve, reject) => {
      const [request, agent] = url.startsWith('https:')
        ? [httpsRequest, agents.agent]
        : [httpRequest, agents.httpAgent];
      request(url, { agent, ...words }, (response) => void text(response).then(resolve, reject))
        .on('error', reject)
        .end();
    });
}

function bindAgents(context: SecurityContext, options?: HttpOptions) {
  return context.bind(httpsAdapter, options && { options });
}

function bindDispatcher(context: SecurityContext, options?: HttpOptions) {
  return context.bind(undiciAdapter, options && { options }).dispatcher;
}

/** Node's client with the agents, undici's with the dispatcher. */
export const CLIENTS: readonly TestClient[] = [
  { name: 'https.Agent', bind: (context, options) => askThrough(bindAgents(context, options)) },
  {
    name: 'undici',
    bind: (context, options) => {
      const dispatcher = bindDispatcher(context, options);
      return async (url) => (await request(url, { dispatcher })).body.text();
    },
  },
];

/** What wraps the dispatcher's errors in its own: undici's fetch, and that of Node. */
export const FETCHES: readonly TestClient[] = [
  {
    name: 'fetch of undici',
    bind: (context, options) => {
      const dispatcher = bindDispatcher(context, options);
      return async (url) => (await fetch(url, { dispatcher })).text();
    },
  },
  {
    name: 'fetch of Node',
    bind: (context, options) => {
      const dispatcher = bindDispatcher(context, options);
      // Node's types know the dispatcher of another version.
      return async (url) => (await globalThis.fetch(url, { dispatcher } as object)).text();
    },
  },
];
