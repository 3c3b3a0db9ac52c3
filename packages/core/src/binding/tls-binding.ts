import type { PeerCertificate, SecureContext } from 'node:tls';
import type { BoundCredentials } from '../credentials/bound-credentials.js';

/** TLS options in Node's words: always a fresh object, with live values in it. */
export interface LiveTlsOptions {
  /** Rotates by itself: pass this very object on, never a copy of it. */
  secureContext: SecureContext;
  /** `false` only for `peer.verify: 'none'`; always written, so that no default or variable decides. */
  rejectUnauthorized: boolean;
  /** Returns the error that refuses the server (RFC 9525), `undefined` to accept it. Never throws. */
  checkServerIdentity: (hostname: string, certificate: PeerCertificate) => Error | undefined;
  /** Server name to send (SNI, RFC 6066). @defaultValue absent: the client sends the dialled host */
  servername?: string;
}

/** What an adapter translates into its driver's words. Everything live stays live after `bind`. */
export interface TlsBinding {
  /** The context's name. */
  readonly name: string;
  /** `false`: plaintext was asked for; there is nothing else to hand on but credentials. */
  readonly tls: boolean;
  /** Rotates by itself: pass this very object on, never a copy of it. */
  readonly secureContext: SecureContext;
  /** `'full'`: chain and name; `'chain'`: the chain only; `'none'`: any server is accepted. */
  readonly verify: 'full' | 'chain' | 'none';
  /** Whether a chain that does not verify ends the connection: `false` only where `verify` is `'none'`. */
  readonly rejectUnauthorized: boolean;
  /** Never throws. Called with the dialled host (or the server name sent) and the certificate. */
  readonly checkServerIdentity: (hostname: string, certificate: PeerCertificate) => Error | undefined;
  /** Server name to send, where the settings name one. */
  readonly servername?: string;
  /** The number of the generation in use, live: a TLS session is resumed only in the generation that made it. */
  readonly generation: number;
  /** The login, live; absent where the settings have none. */
  readonly credentials?: BoundCredentials | undefined;
  /** The above as Node's TLS options. Empty of everything when `tls` is `false` is the adapter's business. */
  tlsOptions(): LiveTlsOptions;
  /**
   * To be asked before each connection to a server in the clear (`http:`). Told of as insecure, once per server.
   * @throws SecurityError `ERR_INSECURE_REFUSED`, `ERR_CONTEXT_CLOSED`
   */
  admitPlaintext(server: string): void;
  /** Makes what must exist once per context (an agent, a pool); `close()` disposes it. */
  once<T>(key: string, create: () => T, dispose?: (made: T) => void | Promise<void>): T;
}
