import { AnonymousCredential, BlobServiceClient } from '@azure/storage-blob';
import { azureAdapter } from '@security-context/cloud/azure';
import { startAzureDouble } from '@security-context/testkit';
import { describeContract } from '@security-context/testkit/mocha';

describeContract('azure (storage-blob)', {
  adapter: azureAdapter,
  startServer: (tls) => startAzureDouble({ tls }),
  input: () => undefined,
  client: (bound, { host, port }) => {
    const options = { ...bound, retryOptions: { maxTries: 1 } };
    const service = new BlobServiceClient(
      `https://${host}:${port}/account`,
      new AnonymousCredential(),
      options,
    );
    return {
      use: async () => {
        await service.getContainerClient('contract').createIfNotExists();
      },
      close: () => {
        bound.agent.destroy();
        return Promise.resolve();
      },
    };
  },
  tlsWords: () => ({ options: { caCertsPath: '/ca.pem' } }),
});
