import type { MongoClientOptions } from 'mongodb';

/** Words of PyMongo, and TLS words of Node that the driver itself refuses. All optional. */
export interface ForeignTlsOptions {
  /** Never ask an OCSP endpoint; a stapled answer still counts (PyMongo). */
  readonly tlsDisableOCSPEndpointCheck?: boolean;
  /** No revocation check at all (drivers' specification). */
  readonly tlsDisableCertificateRevocationCheck?: boolean;
  /** Client certificate, PEM file, with its key in it unless `ssl_keyfile` is given (PyMongo 3.7). */
  readonly ssl_certfile?: string;
  /** Private key, PEM file (PyMongo 3.7). */
  readonly ssl_keyfile?: string;
  /** Unlocks the private key (PyMongo 3.7). */
  readonly ssl_pem_passphrase?: string;
  /** Whether the server's certificate is verified (PyMongo 3.7). */
  readonly ssl_cert_reqs?: 'CERT_NONE' | 'CERT_OPTIONAL' | 'CERT_REQUIRED';
  /** Trust anchors, PEM file (PyMongo 3.7). */
  readonly ssl_ca_certs?: string;
  /** Certificate revocation lists, PEM file (PyMongo 3.7). */
  readonly ssl_crlfile?: string;
  /** Whether the server's name is checked (PyMongo 3.7). */
  readonly ssl_match_hostname?: boolean;
  /** Lowest TLS version; the driver alone would refuse this word. */
  readonly minVersion?: 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3';
  /** Highest TLS version; the driver alone would refuse this word. */
  readonly maxVersion?: 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3';
  /** `constants.SSL_OP_LEGACY_SERVER_CONNECT` of `node:crypto`; nothing else has a setting. */
  readonly secureOptions?: number;
}

/** What the MongoDB dialect reads: connection string and options as one would give them to `MongoClient`. */
export interface MongoInput {
  /** `mongodb://` or `mongodb+srv://` connection string. Names in it are case-insensitive; underscores do not count. */
  readonly url: string;
  /** Options of `MongoClient`, and PyMongo's TLS words. */
  readonly options?: MongoClientOptions & ForeignTlsOptions;
}

/** What `new MongoClient(url, options)` takes. */
export interface MongoClientArguments {
  readonly url: string;
  readonly options: MongoClientOptions;
}
