import { setServers } from 'node:dns';
import { MongoClient } from 'mongodb';
import { mongodbAdapter } from '@security-context/mongodb';
import { fakeBinding } from './fake-binding.js';

/** A process of its own, because DNS servers are set for all of it: `srv-client.ts <DNS port> <URL>`. */
const [, , dnsPort = '', url = ''] = process.argv;
setServers([`127.0.0.1:${dnsPort}`]);
const { settings, rest } = mongodbAdapter.read({ url });
const bound = mongodbAdapter.bind(fakeBinding({ tls: settings.tls ?? true }), {
  ...rest,
  options: {
    serverSelectionTimeoutMS: 300,
    lookup: (_hostname, options, callback) => {
      if (options.all === true) callback(null, [{ address: '127.0.0.1', family: 4 }]);
      else callback(null, '127.0.0.1', 4);
    },
  },
});
const client = new MongoClient(bound.url, bound.options);
client
  .connect()
  .catch(() => undefined)
  .finally(() => void client.close());
