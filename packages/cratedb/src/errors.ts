/** What a CrateDB server answered to a statement it did not run. */
export class CrateError extends Error {
  override readonly name = 'CrateError';
  /** HTTP status. */
  readonly status: number;
  /** CrateDB's own code, 4041 for an unknown relation; `undefined` where the server gave none. */
  readonly code: number | undefined;
  /** The server's stack trace, if `error_trace` asked for it. */
  declare readonly errorTrace?: string;

  constructor(message: string, details: { status: number; code?: number; errorTrace?: string }) {
    super(message);
    this.status = details.status;
    this.code = details.code;
    if (details.errorTrace !== undefined) {
      Object.defineProperty(this, 'errorTrace', { value: details.errorTrace, enumerable: false });
    }
  }
}

/**
 * No answer from a server, or from any: `Server not available, exception: …`, `No more Servers available, exception
 * from last server: …`. What failed is its `cause`; `explain()` tells what that means.
 */
export class CrateConnectionError extends Error {
  override readonly name = 'ConnectionError';

  constructor(message: string, cause: unknown) {
    super(message, { cause });
  }
}

/** OpenSSL's names of what can be wrong with a chain, as Node gives them for codes. */
const CHAIN_CODES =
  /^(CERT_|CRL_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|INVALID_(CA|PURPOSE|NON_CA)|PATH_LENGTH_|HOSTNAME_MISMATCH|ERR_TLS_CERT_ALTNAME_INVALID|ERR_PEER_|ERR_REVOCATION_|UNSPECIFIED$)/;

/** A failure as crate-python words it: what is wrong with a certificate is `certificate verify failed`. */
export function failureText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code } = error as NodeJS.ErrnoException;
  const [first] = error instanceof AggregateError ? (error.errors as unknown[]) : [];
  const message = error.message.trim() || (first instanceof Error ? first.message : '') || code || error.name;
  if (code === undefined || !CHAIN_CODES.test(code)) return message;
  return `[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: ${message}`;
}
