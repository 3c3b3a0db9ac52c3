import type { Agent as HttpAgent } from 'node:http';
import type { Agent as HttpsAgent } from 'node:https';
import type { TlsBinding } from '@security-context/core/adapter';

/** How live agents and dispatchers connect. */
export interface LiveHttpOptions {
  /** HTTP proxy that TLS tunnels go through (CONNECT, RFC 9110, 9.3.6), `http://proxy.example:3128`. @defaultValue none */
  readonly proxy?: string;
  /** Most connections per host. @defaultValue no limit */
  readonly connections?: number;
}

/** Agents made once per context. */
export interface LiveAgents {
  readonly http: HttpAgent;
  readonly https: HttpsAgent;
}

/** Live agents of a context: the same ones each time it is called with the same options. */
export function liveAgents(binding: TlsBinding, options: LiveHttpOptions = {}): LiveAgents {
  throw new Error(`${binding.name} ${options.proxy}`);
}
