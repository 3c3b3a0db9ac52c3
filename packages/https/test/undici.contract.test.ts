import { undiciAdapter } from '@security-context/https/undici';
import { startHttpDouble } from '@security-context/testkit';
import { describeContract } from '@security-context/testkit/mocha';
import { request } from 'undici';

describeContract('undici', {
  adapter: undiciAdapter,
  startServer: (tls) => startHttpDouble({ tls }),
  input: ({ host, port }) => ({ url: `https://${host}:${port}` }),
  client: ({ dispatcher, url }) => ({
    use: async () => {
      const { body } = await request(String(url), { dispatcher });
      await body.text();
    },
    close: () => dispatcher.close(),
  }),
  tlsWords: ({ host, port }) => ({
    url: `https://${host}:${port}`,
    options: { connect: { rejectUnauthorized: false } },
  }),
});
