import { measureConnections } from '../../connections/measurement.js';
import type { Measurement } from '../../measurement.js';

/** What TLS adds to a connection of the stock cassandra-driver. */
export const cassandraMeasurement: Measurement = {
  name: 'cassandra',
  title: 'TLS on connections of the stock cassandra-driver',
  run: (bench) =>
    measureConnections(bench, {
      name: 'cassandra',
      connection: 'a connection to a node',
      server: new URL('../../servers/cassandra.ts', import.meta.url),
      client: new URL('./client.ts', import.meta.url),
      beside: 0,
      goals: { cpu: 10, memory: 10 },
    }),
};
