import type { LiveHttpOptions } from '@security-context/https/adapter';
import type { CaCertsPath } from './ca-certs-path.js';

/** TLS words of Apache Libcloud, in its spelling or in camelCase, and how to connect. All optional. */
export interface CloudOptions extends LiveHttpOptions {
  /**
   * Where trust anchors are looked for: see {@link CaCertsPath}. `SSL_CERT_FILE` of the environment comes first.
   * @defaultValue `trust.anchors`, which by default is the system's
   */
  readonly caCertsPath?: CaCertsPath;
  /** The same as `caCertsPath`. */
  readonly CA_CERTS_PATH?: CaCertsPath;
  /** `false`: any server is accepted, by clients of this context. Insecure. @defaultValue `true` */
  readonly verifySslCert?: boolean;
  /** The same as `verifySslCert`. */
  readonly VERIFY_SSL_CERT?: boolean;
  /** The one TLS version to speak, or the highest both sides know. @defaultValue TLS 1.2 and later */
  readonly sslVersion?: SslVersion;
  /** The same as `sslVersion`. */
  readonly SSL_VERSION?: SslVersion;
}

/** A TLS version as Node or as Python names it. `PROTOCOL_SSLv23` and `PROTOCOL_TLS` are TLS 1.2 and later. */
export type SslVersion =
  | 'TLSv1'
  | 'TLSv1.1'
  | 'TLSv1.2'
  | 'TLSv1.3'
  | 'PROTOCOL_TLSv1'
  | 'PROTOCOL_TLSv1_1'
  | 'PROTOCOL_TLSv1_2'
  | 'PROTOCOL_TLS'
  | 'PROTOCOL_TLS_CLIENT'
  | 'PROTOCOL_SSLv23';

/** What the cloud dialects read. All of it is optional: with a context nothing has to be said here. */
export interface CloudInput {
  /** TLS words, and how to connect. */
  readonly options?: CloudOptions;
}
