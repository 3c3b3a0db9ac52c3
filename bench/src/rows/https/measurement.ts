import { constants } from 'node:crypto';
import { measureConnections } from '../../connections/measurement.js';
import type { Measurement } from '../../measurement.js';
import { measureRequests } from './requests.js';

/** What TLS adds to a connection of the stock undici, and what a security context adds to a request. */
export const httpsMeasurement: Measurement = {
  name: 'https',
  title: 'TLS on connections of the stock undici, and requests over them',
  async run(bench) {
    const connections = await measureConnections(bench, {
      name: 'https',
      connection: 'a pooled connection of undici',
      server: new URL('../../servers/http.ts', import.meta.url),
      client: new URL('./connections-client.ts', import.meta.url),
      // Sessions of this server cannot be resumed, so that every handshake is a full one.
      tls: { secureOptions: constants.SSL_OP_NO_TICKET },
      beside: 0,
      goals: { cpu: 10, memory: 10 },
    });
    return [...connections, ...(await measureRequests(bench))];
  },
};
