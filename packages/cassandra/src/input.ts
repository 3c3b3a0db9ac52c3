import type { ClientOptions } from 'cassandra-driver';
import type { ConnectionOptions, SecureContext } from 'node:tls';
import type { SaslMechanism } from './sasl/mechanism.js';
import type { Transport } from './transport.js';

/** Words of the Python driver for `sslOptions`, in both spellings; all optional. */
export interface PythonTlsWords {
  /** The SSLContext of the Python driver: a ready native context of `tls.createSecureContext`. */
  readonly sslContext?: SecureContext;
  readonly ssl_context?: SecureContext;
  /** Path of the trust anchors, PEM, as for Python's `create_default_context(cafile=…)`. */
  readonly cafile?: string;
  /** Path of the client certificate, PEM, with its key in it unless `keyfile` is given. */
  readonly certfile?: string;
  /** Path of the private key, PEM. */
  readonly keyfile?: string;
  /** Unlocks the private key. */
  readonly password?: string;
  /** Whether the server's certificate is verified. */
  readonly verifyMode?: 'CERT_NONE' | 'CERT_OPTIONAL' | 'CERT_REQUIRED';
  readonly verify_mode?: 'CERT_NONE' | 'CERT_OPTIONAL' | 'CERT_REQUIRED';
  /** Whether the server's name is checked. */
  readonly checkHostname?: boolean;
  readonly check_hostname?: boolean;
  /** One name to send (SNI) and to expect of every node. */
  readonly serverHostname?: string;
  readonly server_hostname?: string;
  /** @deprecated Use `ca`, or `trust.anchors` of the settings. Path of the trust anchors (driver 3.16 and before). */
  readonly ca_certs?: string;
  /** @deprecated Use `rejectUnauthorized`, or `verify_mode`. */
  readonly cert_reqs?: 'CERT_NONE' | 'CERT_OPTIONAL' | 'CERT_REQUIRED';
  /** @deprecated Use `minVersion` and `maxVersion`. */
  readonly ssl_version?: string;
}

/** What the dialect reads in `sslOptions`: Node's TLS words and the Python driver's. */
export type CassandraTlsWords = ConnectionOptions & PythonTlsWords;

/** Options of the driver's `Client`, with more words for TLS. */
export type CassandraClientOptions = Omit<ClientOptions, 'sslOptions'> & {
  /** `false` switches TLS off; left out it is on, and everything is verified. */
  readonly sslOptions?: CassandraTlsWords | false;
};

/** What the Cassandra dialect reads: options as one would give them to `new Client(options)`, and what the driver has no words for. */
export interface CassandraInput {
  /** Options of the driver's `Client`: `contactPoints`, `localDataCenter` and so on. */
  readonly options?: CassandraClientOptions;
  /** A login in a SASL mechanism of your own. @defaultValue what `credentials.mechanism` names, else PLAIN */
  readonly mechanism?: SaslMechanism;
  /** Carries the bytes under TLS: a tunnel, a proxy. @defaultValue the driver's own TCP connection */
  readonly transport?: Transport;
}

/** What `new Client(options)` takes. */
export interface CassandraClientArguments {
  readonly options: ClientOptions;
}
