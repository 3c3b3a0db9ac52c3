/**
 * The stock `cassandra-driver` under one security context.
 * @packageDocumentation
 */
export { cassandraAdapter } from './adapter.js';
export type {
  CassandraClientArguments,
  CassandraClientOptions,
  CassandraInput,
  CassandraTlsWords,
  PythonTlsWords,
} from './input.js';
export { gssapi } from './sasl/gssapi.js';
export type { GssapiOptions, KerberosClient, KerberosModule } from './sasl/gssapi.js';
export type { SaslAttempt, SaslConversation, SaslMechanism } from './sasl/mechanism.js';
export type { Transport } from './transport.js';
