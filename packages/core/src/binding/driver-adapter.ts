import type { SecuritySettings } from '../settings/security-settings.js';
import type { TlsBinding } from './tls-binding.js';

/**
 * What a driver really passes through to TLS and login.
 * - `liveContext`: hands our `secureContext` object itself to `tls.connect`, for every connection.
 * - `livePem`: reads PEM options anew for every connection (getters stay live).
 * - `identityCheck`: hands `checkServerIdentity` to `tls.connect`.
 * - `lookup`: calls a `lookup` function before each TCP connection.
 * - `ownSocket`: lets us make the socket.
 * - `sni`: sends the `servername` it is given.
 * - `noResumption`: never resumes TLS sessions, or can be told not to.
 * - `credentialsPerConnection`: asks for credentials whenever it opens a connection.
 */
export type Mechanism =
  | 'liveContext'
  | 'livePem'
  | 'identityCheck'
  | 'lookup'
  | 'ownSocket'
  | 'sni'
  | 'noResumption'
  | 'credentialsPerConnection';

/** One server a driver will dial. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** What a dialect found in a driver's own words. */
export interface DialectReading<Input> {
  /** What was written about security, and nothing that was not. */
  readonly settings: SecuritySettings;
  /** The input without those words. */
  readonly rest: Input;
  /** Where each setting was written: `{ 'trust.anchors': 'URI option tlsCAFile' }`. */
  readonly places?: Readonly<Record<string, string>>;
  /**
   * Settings this driver's users expect where nobody wrote one; anything written anywhere wins over them.
   */
  readonly defaults?: SecuritySettings;
  /** Servers the input names that are spoken to in the clear, `'http://search.example:4200'`: insecure, each of them. */
  readonly plaintext?: readonly string[];
  /** Words that still work, and will not for ever: where each is, and what to write instead. */
  readonly deprecated?: readonly { readonly place: string; readonly instead: string }[];
}

/**
 * Translates between a driver's words and ours. Holds no state, reads no file, decides no policy, is synchronous.
 * A third party's adapter needs this door only, and proves itself with `adapterContract` of the testkit.
 */
export interface DriverAdapter<Input, Options> {
  /** The name in settings files, `'mongodb'` for one. */
  readonly driver: string;
  /** URL schemes with their colon, lower case: `['mongodb:', 'mongodb+srv:']`. */
  readonly urlSchemes: readonly string[];
  /** What the driver really passes through. Core decides which settings these can enforce and refuses the rest. */
  readonly mechanisms: readonly Mechanism[];
  /** The driver's package, supported range (semver) and the module it is resolved from (`import.meta.url`). */
  readonly package?: { readonly name: string; readonly range: string; readonly from?: string };
  /** The servers an input names. */
  endpoints?(input: Input): readonly Endpoint[];
  /** The error hidden in a driver's own error, or `undefined`: `error.reason.servers…` for one. */
  explain?(error: unknown): unknown;
  /** The dialect, words in. @throws SecurityError for unknown words, invalid values and conflicts */
  read(input: Input): DialectReading<Input>;
  /** Words out. The options are a fresh, unfrozen object each time. @throws SecurityError */
  bind(binding: TlsBinding, input: Input): Options;
}
