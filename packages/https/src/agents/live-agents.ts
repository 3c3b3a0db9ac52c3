import { Agent as HttpAgent, type AgentOptions } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { TlsBinding } from '@security-context/core/adapter';
import { Connector, type LiveHttpOptions } from '../sockets/connector.js';
import { closeIdle, makeLive } from './live-agent.js';

/** Agents made once per context: stock ones, whose connections follow it. */
export interface LiveAgents {
  /** For `http:` URLs: no TLS, and each server is told of as insecure, or refused. */
  readonly http: HttpAgent;
  /** For `https:` URLs. */
  readonly https: HttpsAgent;
}

/**
 * Live agents of a context, once for each adapter and each set of options. They keep connections alive and resume TLS
 * sessions, both within one generation of the context. Its `close()` ends idle connections and lets no request begin.
 * @throws SecurityError `ERR_SETTING_INVALID`, `ERR_ADAPTER_CANNOT_HONOUR` for the proxy
 */
export function liveAgents(binding: TlsBinding, options: LiveHttpOptions = {}): LiveAgents {
  const { proxy, connections, connectTimeoutMs, keepAliveTimeoutMs } = options;
  const key = JSON.stringify(['agents', proxy, connections, connectTimeoutMs, keepAliveTimeoutMs]);
  return binding.once(key, () => makeAgents(binding, options), dispose).agents;
}

function makeAgents(
  binding: TlsBinding,
  options: LiveHttpOptions,
): { readonly agents: LiveAgents; readonly connector: Connector } {
  const connector = new Connector(binding, options);
  const { connections, keepAliveTimeoutMs } = options;
  const pool: AgentOptions = {
    keepAlive: true,
    ...(connections !== undefined && { maxSockets: connections }),
  };
  const agents = { http: new HttpAgent(pool), https: new HttpsAgent({ ...pool, maxCachedSessions: 0 }) };
  makeLive(agents.http, connector, { secure: false, keepAliveTimeoutMs });
  makeLive(agents.https, connector, { secure: true, keepAliveTimeoutMs });
  return { agents, connector };
}

function dispose({ agents, connector }: ReturnType<typeof makeAgents>): void {
  connector.close();
  closeIdle(agents.http);
  closeIdle(agents.https);
}
