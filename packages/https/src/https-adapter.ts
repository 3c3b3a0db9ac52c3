import type { Agent as HttpAgent } from 'node:http';
import type { Agent as HttpsAgent } from 'node:https';
import type { DriverAdapter, TlsBinding } from '@security-context/core/adapter';
import { liveAgents } from './agents/live-agents.js';
import { handedOn, type HandedOn } from './authorization.js';
import { httpEndpoints, readHttpInput } from './dialect.js';
import type { HttpInput } from './input.js';

/** What {@link httpsAdapter} gives. */
export interface HttpsOptions extends HandedOn {
  /** For `https:` requests: `https.request(url, { agent })`, axios' `httpsAgent`. */
  agent: HttpsAgent;
  /** For `http:` requests: no TLS, and each server is told of as insecure, or refused. */
  httpAgent: HttpAgent;
}

/**
 * Node's `https.Agent`, and whatever takes one. The agents are made once per context and keep connections alive;
 * certificate and trust stay live in them.
 */
export const httpsAdapter: DriverAdapter<HttpInput | undefined, HttpsOptions> = {
  driver: 'https',
  urlSchemes: ['https:', 'http:'],
  mechanisms: ['liveContext', 'identityCheck', 'lookup', 'ownSocket', 'sni', 'credentialsPerConnection'],
  endpoints: httpEndpoints,
  read: readHttpInput,
  bind: bindAgents,
};

function bindAgents(binding: TlsBinding, input: HttpInput | undefined): HttpsOptions {
  const { http, https } = liveAgents(binding, input?.options);
  return { agent: https, httpAgent: http, ...handedOn(binding, input) };
}
