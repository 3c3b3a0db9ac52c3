/** A login as a driver needs it. */
export interface Credentials {
  /** User name, as the server knows it. */
  readonly username: string;
  /** Password in clear, never URI-encoded. */
  readonly password: string;
}

/**
 * Asked for credentials whenever a driver opens a connection; user and password change as one. Has 30 s; `signal`
 * aborts when nobody waits any more.
 */
export type CredentialSource = (request: {
  readonly signal: AbortSignal;
}) => Credentials | Promise<Credentials>;

/** A login by name and password, or a mechanism that needs neither. */
export interface CredentialSettings {
  /** User name. */
  readonly username?: string;
  /** Password; at most one of this and `passwordFile`. */
  readonly password?: string;
  /** File holding the password; its last line break does not count. */
  readonly passwordFile?: string;
  /** SASL mechanism as the driver names it (RFC 4422), `'SCRAM-SHA-256'` for one. */
  readonly mechanism?: string;
  /** Authenticator class the server may ask for, where the driver has such. */
  readonly authenticator?: string;
}
