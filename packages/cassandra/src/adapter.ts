import { SecurityError, type DriverAdapter, type TlsBinding } from '@security-context/core/adapter';
import type { ClientOptions } from 'cassandra-driver';
import { readCassandraInput } from './dialect/dialect.js';
import { cassandraEndpoints } from './endpoints.js';
import { hiddenError } from './failure.js';
import type { CassandraClientArguments, CassandraClientOptions, CassandraInput } from './input.js';
import { bindLogin } from './login/bound-login.js';
import { carried } from './relay.js';
import { checkTransport, type Transport } from './transport.js';

/**
 * The stock `cassandra-driver` 4, from 4.7 on, for Cassandra and Scylla. `bind` gives what `new Client(options)` takes;
 * certificate, trust and login stay live in a client built once.
 */
export const cassandraAdapter: DriverAdapter<CassandraInput, CassandraClientArguments> = {
  driver: 'cassandra',
  urlSchemes: [],
  mechanisms: ['liveContext', 'identityCheck', 'sni', 'noResumption', 'credentialsPerConnection'],
  package: { name: 'cassandra-driver', range: '^4.7.0', from: import.meta.url },
  endpoints: cassandraEndpoints,
  explain: hiddenError,
  read: readCassandraInput,
  bind: bindCassandra,
};

/** The newest version of the protocol that Cassandra, Scylla and the driver have in common. */
const PROTOCOL_VERSION = 4;

function bindCassandra(binding: TlsBinding, input: CassandraInput): CassandraClientArguments {
  const { options: written = {}, mechanism, transport } = input;
  // The dialect has taken sslOptions out.
  const rest = written as Omit<CassandraClientOptions, 'sslOptions'>;
  const options: ClientOptions = { ...rest };
  // Left to itself the driver begins with a version of its own, and breaks on the answer of Cassandra 5 over TLS 1.3.
  options.protocolOptions = { maxVersion: PROTOCOL_VERSION, ...rest.protocolOptions };
  if (binding.tls) options.sslOptions = tlsOptions(binding, transport);
  else if (transport !== undefined) throw transportInTheClear(transport);
  bindLogin(options, binding, mechanism);
  return { options };
}

/** The driver copies these for each connection, so a getter is asked for each. */
function tlsOptions(
  binding: TlsBinding,
  transport: Transport | undefined,
): NonNullable<ClientOptions['sslOptions']> {
  const options = binding.tlsOptions();
  if (transport === undefined) return options;
  checkTransport(transport);
  return Object.defineProperty(options, 'socket', {
    enumerable: true,
    get: () => carried(transport.connect()),
  });
}

function transportInTheClear({ name }: Transport): SecurityError {
  return new SecurityError('ERR_ADAPTER_CANNOT_HONOUR', {
    place: `transport ${name}`,
    reason: 'tls is off, and the driver then opens its own connections',
    action: 'Leave tls on, or leave the transport out.',
  });
}
