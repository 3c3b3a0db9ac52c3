import { cratedbAdapter, CrateHttpClient } from '@security-context/cratedb';
import { startCrateDouble } from '@security-context/testkit';
import { describeContract } from '@security-context/testkit/mocha';

describeContract('cratedb', {
  adapter: cratedbAdapter,
  startServer: (tls) => startCrateDouble({ tls }),
  input: ({ host, port }) => ({ servers: [`https://${host}:${port}`] }),
  client: (options) => {
    const client = new CrateHttpClient(options);
    return {
      use: async () => {
        await client.sql('SELECT 1');
      },
      close: () => {
        client.close();
        return Promise.resolve();
      },
    };
  },
  tlsWords: ({ host, port }) => ({ servers: [`https://${host}:${port}`], verify_ssl_cert: false }),
});
