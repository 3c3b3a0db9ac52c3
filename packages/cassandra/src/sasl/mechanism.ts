import type { Credentials } from '@security-context/core/adapter';

/** What one connection asks of a mechanism. */
export interface SaslAttempt {
  /** The node, as dialled: `10.0.0.1:9042`. */
  readonly address: string;
  /** Class name the server announced. */
  readonly authenticator: string;
  /** The login of this moment. @throws SecurityError `ERR_CREDENTIALS_UNAVAILABLE` */
  readonly credentials: () => Promise<Credentials>;
}

/** One conversation, on one connection. */
export interface SaslConversation {
  /** Sent first; empty for mechanisms in which the server begins. */
  readonly initialResponse: Uint8Array;
  /** Answers a challenge. What it throws ends the connection. */
  evaluate(challenge: Buffer): Uint8Array | Promise<Uint8Array>;
  /** The server is satisfied. Must not throw: the driver takes no refusal any more. */
  done?(): void;
}

/** A SASL mechanism (RFC 4422), in as many rounds as it takes. */
export interface SaslMechanism {
  /** As it is registered: `'SCRAM-SHA-256'`. */
  readonly name: string;
  /** Class names of the servers' authenticators that may have it; another one hears nothing. */
  readonly authenticators: readonly string[];
  /** Begins a conversation; called once for each connection. What it throws ends the connection. */
  start(attempt: SaslAttempt): SaslConversation | Promise<SaslConversation>;
}
