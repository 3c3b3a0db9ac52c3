import type { DriverAdapter, TlsBinding } from '@security-context/core/adapter';
import type { MongoClientOptions } from 'mongodb';
import { bindLogin } from './bound-login.js';
import { readMongoInput } from './dialect.js';
import { mongoEndpoints } from './endpoints.js';
import { hiddenError } from './failure.js';
import type { MongoClientArguments, MongoInput } from './input.js';

/**
 * The stock `mongodb` driver, 7 and 6 from 6.14 on. `bind` gives what `new MongoClient(url, options)` takes; certificate and trust
 * stay live in a client built once, a password does not: the driver keeps the one it was built with.
 */
export const mongodbAdapter: DriverAdapter<MongoInput, MongoClientArguments> = {
  driver: 'mongodb',
  urlSchemes: ['mongodb:', 'mongodb+srv:'],
  mechanisms: ['liveContext', 'identityCheck', 'lookup', 'sni', 'noResumption'],
  package: { name: 'mongodb', range: '^6.14.0 || ^7.0.0', from: import.meta.url },
  endpoints: mongoEndpoints,
  explain: hiddenError,
  read: readMongoInput,
  bind: bindMongo,
};

function bindMongo(binding: TlsBinding, input: MongoInput): MongoClientArguments {
  const options: MongoClientOptions = { ...input.options };
  if (binding.tls) bindTls(options, binding);
  else options.tls = false;
  bindLogin(options, binding.credentials, input);
  return { url: input.url, options };
}

/** The words go one by one: a word the driver does not know would make its constructor throw. */
function bindTls(options: MongoClientOptions, binding: TlsBinding): void {
  const { secureContext, rejectUnauthorized, checkServerIdentity, servername } = binding.tlsOptions();
  Object.assign(options, { tls: true, secureContext, rejectUnauthorized, checkServerIdentity });
  if (servername !== undefined) options.servername = servername;
}
