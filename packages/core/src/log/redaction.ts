import { nameText } from '../material/name-text.js';
import { KeyObject, X509Certificate } from 'node:crypto';
import { redactUris } from '../errors/redact.js';
import { errorFields } from './error-fields.js';

const CENSOR = '[redacted]';
const DEPTH_LIMIT = 8;
/** Names whose text is a secret: `tlsCertificateKeyFilePassword`, `apiKey`, `client_secret`, `Authorization`. */
const SECRET_NAME = /pass|pwd|secret|token|authorization|cookie|credential|pfx|pkcs12|(?:^|[a-z])key$|^pin$/;
/** Names that only tell where a secret is kept. */
const PLACE_NAME = /(?:file|path|dir|directory|place|name|mechanism|source)$/;
const PRIVATE_KEY = /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|$)/g;

/** Text without logins in URIs and without private keys. */
export function redactedText(text: string): string {
  return redactUris(text.replace(PRIVATE_KEY, CENSOR));
}

/**
 * A copy fit to be logged: what is named like a secret, keys and bytes, logins in URIs and PEM private keys are taken
 * out at every depth, errors become plain fields, and cycles end.
 */
export function redactedFields(fields: object): Record<string, unknown> {
  const copy = redacted(fields, 0, new Set());
  return isPlain(copy) ? copy : { value: copy };
}

function redacted(value: unknown, depth: number, above: ReadonlySet<object>): unknown {
  if (typeof value === 'string') return redactedText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (above.has(value)) return '[circular]';
  if (depth > DEPTH_LIMIT) return '[too deep]';
  const inside = new Set(above).add(value);
  const next = (entry: unknown): unknown => redacted(entry, depth + 1, inside);
  try {
    if (value instanceof KeyObject) return CENSOR;
    if (value instanceof X509Certificate) return nameText(value.subject);
    if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
    if (value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`;
    if (value instanceof Error) return errorFields(value, redactedText, next);
    if (Array.isArray(value)) return value.map(next);
    if (value instanceof Map) return entries(value, next);
    if (value instanceof Set) return [...value].map(next);
    const plain = hasToJson(value) ? value.toJSON() : value;
    return plain === value ? entries(Object.entries(value), next) : next(plain);
  } catch {
    // A getter that throws must not lose the log line.
    return '[unreadable]';
  }
}

function hasToJson(value: object): value is { toJSON(): unknown } {
  return 'toJSON' in value && typeof value.toJSON === 'function';
}

function entries(
  pairs: Iterable<readonly [unknown, unknown]>,
  next: (value: unknown) => unknown,
): Record<string, unknown> {
  const copy: [string, unknown][] = [];
  for (const [key, value] of pairs) {
    const name = String(key);
    copy.push([redactedText(name), isSecret(name, value) ? CENSOR : next(value)]);
  }
  return Object.fromEntries(copy);
}

function isSecret(name: string, value: unknown): boolean {
  if (value === null || value === undefined || typeof value === 'boolean') return false;
  const word = name.replaceAll(/[^A-Za-z0-9]/g, '').toLowerCase();
  if (!SECRET_NAME.test(word)) return false;
  // `credentials` and the like are groups with secrets in them; a list or text of that name is the secret itself.
  if (word.includes('credential') && typeof value === 'object' && !Array.isArray(value)) return false;
  return !(typeof value === 'string' && PLACE_NAME.test(word));
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
