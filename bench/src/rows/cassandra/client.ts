import { cassandraAdapter } from '@security-context/cassandra';
import { Client, types, type ClientOptions } from 'cassandra-driver';
import { answerWith } from '../../connections/client.js';
import type { Security } from '../../connections/driver.js';

/** A client of the stock driver with as many connections to its one node. */
answerWith((port, security) => async (size) => {
  const client = clientFor(security, {
    contactPoints: [`127.0.0.1:${port}`],
    localDataCenter: 'datacenter1',
    // What the server speaks: the driver's own first guess would cost a connection.
    protocolOptions: { maxVersion: 4 },
    // The first of them is the one that the driver watches the cluster with.
    pooling: { coreConnectionsPerHost: { [types.distance.local]: size } },
  });
  await client.connect();
  const state = client.getState();
  const ready = state.getConnectedHosts().reduce((sum, host) => sum + state.getOpenConnections(host), 0);
  if (ready !== size) throw new Error(`the client has ${ready} connections instead of ${size}`);
  return { close: () => client.shutdown() };
});

function clientFor(security: Security, options: ClientOptions): Client {
  switch (security.way) {
    case 'plaintext':
      return new Client(options);
    case 'stock':
      // Left to itself the driver accepts any certificate.
      return new Client({ ...options, sslOptions: { ...security.words, rejectUnauthorized: true } });
    case 'shared': {
      const { secureContext } = security;
      return new Client({ ...options, sslOptions: { secureContext, rejectUnauthorized: true } });
    }
    case 'ours':
      return new Client(security.context.bind(cassandraAdapter, { options }).options);
  }
}
