import { mongodbAdapter } from '@security-context/mongodb';
import { startMongoDouble } from '@security-context/testkit';
import { describeContract } from '@security-context/testkit/mocha';
import { MongoClient } from 'mongodb';

describeContract('mongodb', {
  adapter: mongodbAdapter,
  startServer: (tls) => startMongoDouble({ tls }),
  input: ({ host, port }) => ({
    url: `mongodb://${host}:${port}/`,
    options: { serverSelectionTimeoutMS: 400 },
  }),
  client: ({ url, options }) => {
    const client = new MongoClient(url, options);
    return {
      use: async () => void (await client.db('contract').command({ ping: 1 })),
      close: () => client.close(),
    };
  },
  tlsWords: ({ host, port }) => ({ url: `mongodb://${host}:${port}/?tlsAllowInvalidCertificates=true` }),
});
