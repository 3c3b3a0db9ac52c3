import { inspect, type InspectOptions } from 'node:util';
import { redactUris } from './redact.js';

const BRAND = Symbol.for('@security-context/core/SecurityError');

/** Every code a {@link SecurityError} can carry: a closed set, safe to switch on. */
export type SecurityErrorCode =
  | 'ERR_SETTING_UNKNOWN'
  | 'ERR_SETTING_INVALID'
  | 'ERR_SETTING_CONFLICT'
  | 'ERR_MATERIAL_NOT_FOUND'
  | 'ERR_MATERIAL_UNREADABLE'
  | 'ERR_MATERIAL_EMPTY'
  | 'ERR_MATERIAL_MALFORMED'
  | 'ERR_MATERIAL_TOO_LARGE'
  | 'ERR_PASSPHRASE_REQUIRED'
  | 'ERR_PASSPHRASE_WRONG'
  | 'ERR_KEY_MISMATCH'
  | 'ERR_NO_TRUST_ANCHORS'
  | 'ERR_PEER_UNTRUSTED'
  | 'ERR_PEER_EXPIRED'
  | 'ERR_PEER_NOT_YET_VALID'
  | 'ERR_PEER_NAME_MISMATCH'
  | 'ERR_PEER_REVOKED'
  | 'ERR_PEER_POLICY'
  | 'ERR_PEER_NOT_TLS'
  | 'ERR_PEER_PROTOCOL'
  | 'ERR_PEER_UNREACHABLE'
  | 'ERR_PROXY_REFUSED'
  | 'ERR_CREDENTIALS_UNAVAILABLE'
  | 'ERR_IDENTITY_REFUSED'
  | 'ERR_REVOCATION_UNKNOWN'
  | 'ERR_INSECURE_REFUSED'
  | 'ERR_ADAPTER_CANNOT_HONOUR'
  | 'ERR_ADAPTER_UNKNOWN'
  | 'ERR_DRIVER_MISSING'
  | 'ERR_DRIVER_UNSUPPORTED'
  | 'ERR_CONTEXT_CLOSED';

/** What a {@link SecurityError} is made of. */
export interface SecurityErrorDetails {
  /** What is wrong, in one plain sentence without the place and without secrets. Logins in URIs are taken out. */
  readonly reason: string;
  /** Where it is wrong: a setting, a URI option, a file. */
  readonly place?: string | undefined;
  /** The smallest safe thing to do about it. */
  readonly action?: string | undefined;
  /** What was thrown below, kept for the curious. Never one that could quote a secret. */
  readonly cause?: unknown;
  /** The single errors, when several were collected. */
  readonly errors?: readonly SecurityError[] | undefined;
}

/**
 * The one error this library throws, emits and returns. The message begins with the place and what is wrong;
 * `action` says the smallest safe fix. Recognise one with {@link SecurityError.is}: it also knows errors made by
 * another copy of this package.
 */
export class SecurityError extends Error {
  /** What kind of failure it is. */
  readonly code: SecurityErrorCode;
  /** Where it is wrong, when there is a place. */
  declare readonly place?: string;
  /** The smallest safe thing to do about it. */
  declare readonly action?: string;
  /** The single errors, when several were collected. */
  declare readonly errors?: readonly SecurityError[];
  #printing = false;

  constructor(code: SecurityErrorCode, details: SecurityErrorDetails) {
    const place = details.place === undefined ? undefined : redactUris(details.place);
    const reason = redactUris(details.reason);
    super(place === undefined ? reason : `${place}: ${reason}`);
    this.code = code;
    if (details.cause !== undefined) define(this, 'cause', details.cause, false);
    if (place !== undefined) define(this, 'place', place, true);
    if (details.action !== undefined) define(this, 'action', redactUris(details.action), true);
    if (details.errors !== undefined) define(this, 'errors', details.errors, true);
  }

  static {
    Object.defineProperty(this.prototype, BRAND, { value: true });
    Object.defineProperty(this.prototype, 'name', {
      value: 'SecurityError',
      configurable: true,
      writable: true,
    });
  }

  /** Whether `value` is a SecurityError, also one made by another copy of this package. */
  static is(value: unknown): value is SecurityError {
    return typeof value === 'object' && value !== null && BRAND in value;
  }

  /** Name, code, message, action and collected errors, for structured logs. Causes and stacks stay out. */
  toJSON(): Record<string, unknown> {
    const { name, code, message, action, errors } = this;
    return { name, code, message, ...(action !== undefined && { action }), ...(errors && { errors }) };
  }

  /** As Node prints errors, but without the logins in the URIs of causes, which are not ours to change. */
  [inspect.custom](depth: number, options: InspectOptions, print: typeof inspect): string {
    if (depth < 0 || this.#printing) return `[${this.name}: ${this.code}]`;
    const { code, place, action, errors, cause } = this;
    const fields = Object.entries({ code, place, action, errors, cause });
    const told = Object.fromEntries(fields.filter(([, value]) => value !== undefined));
    this.#printing = true;
    try {
      return redactUris(`${this.stack ?? String(this)} ${print(told, options)}`);
    } finally {
      this.#printing = false;
    }
  }
}

function define(target: object, key: string, value: unknown, enumerable: boolean): void {
  Object.defineProperty(target, key, { value, enumerable, configurable: true, writable: false });
}

/** Several errors as one: the only one itself, or one that carries all and the code of the first. */
export function collectErrors(errors: readonly [SecurityError, ...SecurityError[]]): SecurityError {
  if (errors.length === 1) return errors[0];
  const list = errors.map(listed).join('');
  return new SecurityError(errors[0].code, { reason: `${errors.length} problems:${list}`, errors });
}

/** Throws all of them as one, as {@link collectErrors} makes it; nothing happens when there are none. */
export function throwErrors(errors: readonly SecurityError[]): void {
  const [first, ...others] = errors;
  if (first !== undefined) throw collectErrors([first, ...others]);
}

function listed({ code, message, action }: SecurityError): string {
  const sentence = /[.?!]$/.test(message) ? message : `${message}.`;
  return `\n  - [${code}] ${action === undefined ? message : `${sentence} ${action}`}`;
}
