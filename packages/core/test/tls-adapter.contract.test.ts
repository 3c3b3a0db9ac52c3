import { once } from 'node:events';
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
    async use() {
      const socket = connect({ ...target, ...options });
      await once(socket, 'secureConnect');
      socket.write('ping');
      const end = once(socket, 'end').then(() => Promise.reject(new Error('closed without an answer')));
      await Promise.race([once(socket, 'data'), end]);
      socket.end();
      await once(socket, 'close');
    },
    close: () => Promise.resolve(),
  }),
});
