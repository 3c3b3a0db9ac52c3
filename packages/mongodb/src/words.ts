import { NODE_TLS_WORDS, wordTable, type WordKind } from '@security-context/core/adapter';

/** Every word about TLS or login that the dialect takes, in its documented spelling. */
const ALL = {
  // MongoDB drivers' specification, PyMongo and the Node driver
  tls: 'flag',
  ssl: 'flag',
  tlsCAFile: 'text',
  tlsCRLFile: 'text',
  tlsCertificateKeyFile: 'text',
  tlsCertificateKeyFilePassword: 'text',
  tlsAllowInvalidCertificates: 'flag',
  tlsAllowInvalidHostnames: 'flag',
  tlsInsecure: 'flag',
  tlsDisableOCSPEndpointCheck: 'flag',
  tlsDisableCertificateRevocationCheck: 'flag',
  // PyMongo 3.7
  ssl_certfile: 'text',
  ssl_keyfile: 'text',
  ssl_pem_passphrase: 'text',
  ssl_cert_reqs: 'text',
  ssl_ca_certs: 'text',
  ssl_crlfile: 'text',
  ssl_match_hostname: 'flag',
  ...NODE_TLS_WORDS,
  // login
  auth: 'object',
  authMechanism: 'text',
} as const satisfies Record<string, WordKind>;

/** A word of the dialect. */
export type Word = keyof typeof ALL;

/** The words of the dialect. Unknown names that begin with `tls` or `ssl` are errors, others are the driver's. */
export const WORDS = wordTable<Word>(ALL);
