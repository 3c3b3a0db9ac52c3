/** How many errors are looked at: chains can be circular, and pools can hold many servers. */
const MOST = 100;

/**
 * An error and everything it holds that may be its cause: `cause`, `reason`, the list of an `AggregateError`, and the
 * per-host errors drivers keep (`innerErrors`). Nearest first.
 */
export function causeChain(error: unknown): object[] {
  const found: object[] = [];
  const seen = new Set<unknown>();
  const queue: unknown[] = [error];
  while (queue.length > 0 && found.length < MOST) {
    const next = queue.shift();
    if (typeof next !== 'object' || next === null || seen.has(next)) continue;
    seen.add(next);
    found.push(next);
    const { cause, reason, errors, innerErrors } = next as Record<string, unknown>;
    queue.push(cause, reason);
    if (Array.isArray(errors)) queue.push(...(errors as unknown[]));
    if (typeof innerErrors === 'object' && innerErrors !== null) queue.push(...Object.values(innerErrors));
  }
  return found;
}

/** An error's code in Node's form: its own, or the one OpenSSL's text in its message stands for. */
export function codeOf(error: object): string | undefined {
  const { code, message } = error as { code?: unknown; message?: unknown };
  const openssl =
    typeof message === 'string' ? /error:[0-9A-F]{8}:[^:]*:[^:]*:([^:\n]+)/.exec(message) : null;
  if (openssl?.[1] !== undefined && (code === undefined || code === 'EPROTO')) {
    return `ERR_SSL_${openssl[1].trim().replaceAll(' ', '_').toUpperCase()}`;
  }
  return typeof code === 'string' ? code : undefined;
}
