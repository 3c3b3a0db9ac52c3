import type { PeerCertificate, SecureContext } from 'node:tls';
import type { BoundCredentials } from '../credentials/bound-credentials.js';

/** TLS options in Node's words: always a fresh object, with live values in it. */
export interface LiveTlsOptions {
  /** Rotates by itself: pass this very object on, never a copy of it. */
  secureContext: SecureContext;
  rejectUnauthorized: boolean;
  checkServerIdentity: (hostname: string, certificate: PeerCertificate) => Error | undefined;
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
  readonly verify: 'full' | 'chain' | 'none';
  readonly rejectUnauthorized: boolean;
  /** Never throws. Called with the dialled host (or the server name sent) and the certificate. */
  readonly checkServerIdentity: (hostname: string, certificate: PeerCertificate) => Error | undefined;
  /** Server name to send, where the settings name one. */
  readonly servername?: string;
  readonly credentials?: BoundCredentials;
  /** The above as Node's TLS options. Empty of everything when `tls` is `false` is the adapter's business. */
  tlsOptions(): LiveTlsOptions;
  /** Makes what must exist once per context (an agent, a pool); `close()` disposes it. */
  once<T>(key: string, create: () => T, dispose?: (made: T) => void | Promise<void>): T;
}
