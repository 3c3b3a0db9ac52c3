import { nodeCrateAdapter } from '@security-context/cratedb/node-crate';
import { startCrateDouble } from '@security-context/testkit';
import { describeContract } from '@security-context/testkit/mocha';
import { closeConnections, nodeCrate, quietly } from './node-crate/stock.js';

describeContract('node-crate', {
  adapter: nodeCrateAdapter,
  startServer: (tls) => startCrateDouble({ tls }),
  input: ({ host, port }) => ({ servers: [`https://${host}:${port}`] }),
  client: ({ connect }) => {
    const crate = connect(nodeCrate);
    return {
      use: async () => {
        await quietly(() => crate.execute('SELECT 1'));
      },
      close: () => {
        closeConnections(crate);
        return Promise.resolve();
      },
    };
  },
  tlsWords: ({ host, port }) => ({ servers: `https://${host}:${port}`, caCert: '/etc/pki/ca.pem' }),
});
