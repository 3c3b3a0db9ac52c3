import { Gaxios } from 'gaxios';
import { googleAdapter } from '@security-context/cloud/google';
import { startGoogleDouble } from '@security-context/testkit';
import { describeContract } from '@security-context/testkit/mocha';

describeContract('google (gaxios)', {
  adapter: googleAdapter,
  startServer: (tls) => startGoogleDouble({ tls }),
  input: () => undefined,
  client: (bound, { host, port }) => {
    const client = new Gaxios({ ...bound, retry: false });
    return {
      use: async () => {
        await client.request({ url: `https://${host}:${port}/token`, method: 'POST' });
      },
      close: () => {
        bound.agent(new URL(`https://${host}`)).destroy();
        return Promise.resolve();
      },
    };
  },
  tlsWords: () => ({ options: { SSL_VERSION: 'TLSv1.2' as const } }),
});
