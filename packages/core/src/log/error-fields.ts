import { SecurityError } from '../errors/security-error.js';

const CAUSE_KEYS = ['cause', 'reason', 'errors'] as const;

/**
 * An error as plain fields: for a SecurityError its code, reason, place, action and single errors; for any other its
 * type, code, message and stack. What else hangs on it stays out, because drivers hang their options there.
 */
export function errorFields(
  error: Error,
  text: (text: string) => string,
  next: (value: unknown) => unknown,
): Record<string, unknown> {
  if (SecurityError.is(error)) return securityFields(error, text, next);
  const code = 'code' in error ? error.code : undefined;
  const name = typeof error.name === 'string' ? error.name : 'Error';
  return {
    type: name,
    ...((typeof code === 'string' || typeof code === 'number') && { code }),
    message: text(error.message),
    ...(typeof error.stack === 'string' && { stack: text(error.stack) }),
    ...causes(error, next),
  };
}

function securityFields(
  error: SecurityError,
  text: (text: string) => string,
  next: (value: unknown) => unknown,
): Record<string, unknown> {
  const { code, place, action, errors, message } = error;
  const prefix = place === undefined ? '' : `${place}: `;
  const reason = message.startsWith(prefix) ? message.slice(prefix.length) : message;
  return {
    type: 'SecurityError',
    code,
    message: text(message),
    reason: text(reason),
    ...(place !== undefined && { place: text(place) }),
    ...(action !== undefined && { action: text(action) }),
    ...(errors !== undefined && { errors: errors.map(next) }),
    ...(error.cause !== undefined && { cause: next(error.cause) }),
  };
}

/** Errors inside an error, where drivers and Node put them. */
function causes(error: Error, next: (value: unknown) => unknown): Record<string, unknown> {
  const found: [string, unknown][] = [];
  for (const key of CAUSE_KEYS) {
    const value: unknown = Reflect.get(error, key);
    if (value instanceof Error) found.push([key, next(value)]);
    if (Array.isArray(value)) found.push([key, value.filter((one) => one instanceof Error).map(next)]);
  }
  return Object.fromEntries(found);
}
