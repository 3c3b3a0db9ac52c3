import { get, type Agent } from 'node:https';
import { text } from 'node:stream/consumers';
import { httpsAdapter } from '@security-context/https';
import { startHttpDouble } from '@security-context/testkit';
import { describeContract } from '@security-context/testkit/mocha';

describeContract('https.Agent', {
  adapter: httpsAdapter,
  startServer: (tls) => startHttpDouble({ tls }),
  input: ({ host, port }) => ({ url: `https://${host}:${port}` }),
  client: ({ agent, url }) => ({
    use: () => fetchOnce(String(url), agent),
    close: () => {
      agent.destroy();
      return Promise.resolve();
    },
  }),
  tlsWords: ({ host, port }) => ({
    url: `https://${host}:${port}`,
    options: { rejectUnauthorized: false },
  }),
});

function fetchOnce(url: string, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    get(url, { agent }, (response) => void text(response).then(() => resolve(), reject)).on('error', reject);
  });
}
