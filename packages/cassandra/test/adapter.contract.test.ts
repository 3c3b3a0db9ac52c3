import { cassandraAdapter } from '@security-context/cassandra';
import { startCqlDouble } from '@security-context/testkit';
import { describeContract } from '@security-context/testkit/mocha';
import { impatient, StockClient } from './stock-client.js';

describeContract('cassandra-driver', {
  adapter: cassandraAdapter,
  startServer: (tls) => startCqlDouble({ tls }),
  input: ({ host, port }) => ({ options: { ...impatient, contactPoints: [`${host}:${port}`] } }),
  client: ({ options }) => {
    const client = new StockClient(options);
    return { use: () => client.ping(), close: () => client.close() };
  },
  tlsWords: ({ host, port }) => ({
    options: { contactPoints: [`${host}:${port}`], sslOptions: { rejectUnauthorized: false } },
  }),
});
