import { connect } from 'node:tls';
import { tlsAdapter } from '@security-context/core';
import type { TlsAdapterOptions } from '@security-context/core';
import { startTestServer } from '@security-context/testkit';
import { describeContract } from '@security-context/testkit/mocha';

describeContract<undefined, TlsAdapterOptions>('node:tls', {
  adapter: tlsAdapter,
  startServer: (tls) => startTestServer({ tls, answer: 'echo' }),
  input: () => undefined,
  client: (options, target) => ({
    use: () =>
      new Promise<void>((resolve, reject) => {
        const socket = connect({ ...target, ...options });
        socket.once('secureConnect', () => socket.write('ping'));
        socket.once('data', () => socket.end().once('close', () => resolve()));
        socket.once('error', reject);
        socket.once('end', () => reject(new Error('closed without an answer')));
      }),
    close: () => Promise.resolve(),
  }),
});
