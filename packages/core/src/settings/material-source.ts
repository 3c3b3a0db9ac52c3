/** Certificates as PEM text or DER bytes, one or many. */
export type CertificateBytes = string | Uint8Array | readonly (string | Uint8Array)[];

/** What a {@link MaterialSource} gives, all of one moment. */
export interface SourceMaterial {
  /** Trust anchors (RFC 5280), at most 16 MiB. */
  readonly anchors?: CertificateBytes;
  /** Certificate chain, leaf first or in any order, and its private key. */
  readonly identity?: {
    /** The leaf and its intermediates (RFC 5280): PEM or DER, at most 1 MiB. */
    readonly certificate: CertificateBytes;
    /** Private key of the leaf: PEM or DER (PKCS#8 RFC 5958, PKCS#1, SEC 1), at most 1 MiB. */
    readonly key: string | Uint8Array;
    /** What unlocks an encrypted key. @defaultValue none */
    readonly passphrase?: string;
  };
  /** Certificate revocation lists (RFC 5280). Not in this version: refused. */
  readonly crls?: CertificateBytes;
}

/**
 * Anything that holds key material: SPIFFE, Vault, a secret manager. One object may stand in `trust.anchors` and
 * `identity` at once; it is then read once per generation, so that both are of one moment.
 */
export interface MaterialSource {
  /** Shown in errors and in the status. @defaultValue none: the setting's place alone is shown */
  readonly name?: string;
  /** Reads everything at once. Must settle within 30 s; `signal` says when nobody waits any more. */
  read(signal: AbortSignal): Promise<SourceMaterial>;
  /** Yields whenever there may be something new; ends when `signal` aborts. */
  changes?(signal: AbortSignal): AsyncIterable<void>;
}
