import { mongodbAdapter } from '@security-context/mongodb';
import { MongoClient, type MongoClientOptions } from 'mongodb';
import { answerWith } from '../../connections/client.js';
import type { Security } from '../../connections/driver.js';

/** A client of the stock driver whose pool is full. */
answerWith((port, security) => async (size) => {
  const client = clientFor(`mongodb://127.0.0.1:${port}/`, security, {
    minPoolSize: size,
    maxPoolSize: size,
    maxConnecting: size,
    // One connection for monitoring, not two.
    serverMonitoringMode: 'poll',
  });
  let ready = 0;
  client.on('connectionReady', () => (ready += 1));
  await client.connect();
  // As many commands at once as the pool has places: each opens a connection.
  await Promise.all(Array.from({ length: size }, () => client.db('bench').command({ ping: 1 })));
  if (ready !== size) throw new Error(`the pool has ${ready} connections instead of ${size}`);
  return client;
});

function clientFor(url: string, security: Security, options: MongoClientOptions): MongoClient {
  switch (security.way) {
    case 'plaintext':
      return new MongoClient(url, options);
    case 'stock': {
      const { caFile, certificateKeyFile } = security.files;
      const tls = { tls: true, tlsCAFile: caFile, tlsCertificateKeyFile: certificateKeyFile };
      return new MongoClient(url, { ...options, ...tls });
    }
    case 'shared':
      return new MongoClient(url, { ...options, tls: true, secureContext: security.secureContext });
    case 'ours': {
      const bound = security.context.bind(mongodbAdapter, { url, options });
      return new MongoClient(bound.url, bound.options);
    }
  }
}
