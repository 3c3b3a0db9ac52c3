/** How many errors are looked at: chains can be circular, and pools can hold many servers. */
const MOST = 100;

/** A property of an error, whatever it is: reading a foreign object may throw. */
export function read(error: object, key: string): unknown {
  try {
    return (error as Record<string, unknown>)[key];
  } catch {
    return undefined;
  }
}

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
    queue.push(read(next, 'cause'), read(next, 'reason'));
    queue.push(...listed(read(next, 'errors')), ...valuesOf(read(next, 'innerErrors')));
  }
  return found;
}

function listed(errors: unknown): unknown[] {
  return Array.isArray(errors) ? errors.slice(0, MOST) : [];
}

function valuesOf(errors: unknown): unknown[] {
  return typeof errors === 'object' && errors !== null ? listed(Object.values(errors)) : [];
}

/** An error's code in Node's form: its own, or the one OpenSSL's text in its message stands for. */
export function codeOf(error: object): string | undefined {
  const code = read(error, 'code');
  const message = read(error, 'message');
  const openssl =
    typeof message === 'string' ? /error:[0-9A-F]{8}:[^:]*:[^:]*:([^:\n]+)/.exec(message) : null;
  if (openssl?.[1] !== undefined && (code === undefined || code === 'EPROTO')) {
    return `ERR_SSL_${openssl[1].trim().replaceAll(' ', '_').toUpperCase()}`;
  }
  return typeof code === 'string' ? code : undefined;
}
