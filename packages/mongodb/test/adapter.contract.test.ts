import { mongodbAdapter } from '@security-context/mongodb';
import { startMongoDouble } from '@security-context/testkit';
import { describeContract } from '@security-context/testkit/mocha';
import { MongoClient, MongoServerSelectionError } from 'mongodb';

describeContract('mongodb', {
  adapter: mongodbAdapter,
  startServer: (tls) => startMongoDouble({ tls }),
  input: ({ host, port }) => ({
    url: `mongodb://${host}:${port}/`,
    // A dropped server is looked at again at once, so that a refusal is told soon.
    options: { serverSelectionTimeoutMS: 200, minHeartbeatFrequencyMS: 20 },
  }),
  client: ({ url, options }) => {
    const client = new MongoClient(url, options);
    return {
      use: () => ping(client),
      close: () => client.close(),
    };
  },
  tlsWords: ({ host, port }) => ({ url: `mongodb://${host}:${port}/?tlsAllowInvalidCertificates=true` }),
});

/** The first operation after a server hung up tells only that: the next one tells why there is no new connection. */
async function ping(client: MongoClient): Promise<void> {
  const command = () => client.db('contract').command({ ping: 1 });
  await command().catch((error: unknown) => {
    if (error instanceof MongoServerSelectionError) throw error;
    return command();
  });
}
