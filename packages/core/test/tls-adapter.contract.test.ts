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
      new Promise((resolve, reject) => {
        const socket = connect({ ...target, ...options });
        let failure: unknown = new Error('closed without an answer');
        socket.once('secureConnect', () => socket.write('ping'));
        socket.once('data', () => {
          failure = undefined;
          socket.end();
        });
        socket.once('error', (error) => (failure = error));
        socket.once('close', () => (failure === undefined ? resolve() : reject(failure as Error)));
      }),
    close: () => Promise.resolve(),
  }),
});
