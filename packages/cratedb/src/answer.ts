import { CrateConnectionError, CrateError } from './errors.js';
import type { Answer } from './exchange.js';

/** What CrateDB says to a statement, in its own words. Whole numbers above 2^53 lose their last digits, as in all JSON. */
export interface CrateResult {
  /** Names of the columns. */
  readonly cols: readonly string[];
  /** CrateDB's numbers of the column types; `[100, 4]` is a list of texts. */
  readonly col_types?: readonly unknown[];
  readonly rows: readonly (readonly unknown[])[];
  /** Rows found or changed; -1 where CrateDB does not know. */
  readonly rowcount: number;
  /** Milliseconds the server took. */
  readonly duration: number;
  /** One for each set of bulk arguments; `rowcount` is -2 for one that failed. */
  readonly results?: readonly { readonly rowcount: number; readonly error?: unknown }[];
}

/**
 * The JSON of an answer.
 * @throws CrateError for a statement that was refused, {@link CrateConnectionError} for a server that is not ready
 */
export function contentOf({ status, reason, headers, body }: Answer): Record<string, unknown> {
  const type = headers['content-type'] ?? 'unknown';
  const content = /^application\/json\b/.test(type) ? parsed(body) : undefined;
  if (status >= 200 && status < 300) {
    if (content !== undefined) return content;
    throw new CrateError(`Invalid server response of content-type '${type}'`, { status });
  }
  const kind = status >= 500 ? 'Server Error' : status >= 400 ? 'Client Error' : 'unexpected answer';
  const told = `${status} ${kind}: ${reason}`;
  if (status === 503) throw new CrateConnectionError(told, undefined);
  const { error, error_trace: errorTrace } = content ?? {};
  const details = typeof error === 'object' && error !== null ? error : { message: error };
  const { message, code } = details as Record<string, unknown>;
  throw new CrateError(typeof message === 'string' ? message : told, {
    status,
    ...(typeof code === 'number' && { code }),
    ...(typeof errorTrace === 'string' && { errorTrace }),
  });
}

function parsed(body: Buffer): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body.toString());
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
