import { measureConnections } from '../../connections/measurement.js';
import type { Measurement } from '../../measurement.js';

/** What TLS adds to a connection of the stock mongodb driver. */
export const poolMeasurement: Measurement = {
  name: 'pool',
  title: 'TLS on a pool of the stock mongodb driver',
  run: (bench) =>
    measureConnections(bench, {
      name: 'pool',
      connection: 'a pooled connection',
      server: new URL('../../servers/mongodb.ts', import.meta.url),
      client: new URL('./client.ts', import.meta.url),
      beside: 1,
      goals: { cpu: 12, memory: 15 },
    }),
};
