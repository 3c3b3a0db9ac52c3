import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { MongoClient } from 'mongodb';
import { mongodbAdapter } from '@security-context/mongodb';
import { fakeBinding } from './fake-binding.js';

/** A process of its own, because it finds another `socks` package: `proxy-client.ts <proxy port> <URL> <CA file>`. */
const [, , proxyPort = '', url = '', caFile = ''] = process.argv;
const bound = mongodbAdapter.bind(
  fakeBinding({ secureContext: createSecureContext({ ca: readFileSync(caFile) }) }),
  {
    url,
    options: { serverSelectionTimeoutMS: 300, proxyHost: '127.0.0.1', proxyPort: Number(proxyPort) },
  },
);
const client = new MongoClient(bound.url, bound.options);
client
  .connect()
  .catch(() => undefined)
  .finally(() => void client.close());
