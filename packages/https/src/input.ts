import type { ConnectionOptions } from 'node:tls';
import type { LiveHttpOptions } from './sockets/connector.js';

/** Node's words for TLS that have a setting, as one would give them to `https.Agent`. */
export type HttpTlsOptions = Pick<
  ConnectionOptions,
  | 'allowPartialTrustChain'
  | 'ca'
  | 'cert'
  | 'ciphers'
  | 'crl'
  | 'ecdhCurve'
  | 'key'
  | 'maxVersion'
  | 'minVersion'
  | 'passphrase'
  | 'pfx'
  | 'rejectUnauthorized'
  | 'secureContext'
  | 'secureOptions'
  | 'servername'
>;

/** Words for TLS, and what is not about TLS and is handed on. Unknown words are errors. */
export interface HttpOptions extends HttpTlsOptions, LiveHttpOptions {
  /** Where undici's `Agent` takes the same words for TLS. @defaultValue none */
  readonly connect?: HttpTlsOptions;
}

/** What the HTTPS dialect reads. All of it may be left out. */
export interface HttpInput {
  /**
   * The servers, `https://user:password@search.example:4200`. Servers with `http:` are spoken to in the clear, and told
   * of as insecure. A login is taken out of the URL; of several servers all have the same one. @defaultValue none: any server
   */
  readonly url?: string | readonly string[];
  /** How to connect. @defaultValue none */
  readonly options?: HttpOptions;
}
