import { SecurityError } from '../errors/security-error.js';
import type { IdentityCheck } from '../peer/identity-check.js';
import { bindCredentials } from '../credentials/bound-credentials.js';
import type { CanonicalSettings, CredentialOrigin } from '../settings/canonical-settings.js';
import { placesIn } from '../settings/layers.js';
import { credentialOrigin } from '../settings/origins.js';
import type { SecureContext } from 'node:tls';
import type { DialectReading, DriverAdapter } from './driver-adapter.js';
import { refuseUnenforceable } from './enforcement.js';
import type { OncePool } from './once-pool.js';
import type { SecuritySnapshot } from '../snapshot/snapshot.js';
import type { LiveTlsOptions, TlsBinding } from './tls-binding.js';

/** What a context lends to every binding. */
export interface BindingParts {
  readonly name: string;
  readonly settings: CanonicalSettings;
  readonly live: SecureContext;
  readonly check: IdentityCheck;
  readonly once: OncePool;
  current(): SecuritySnapshot;
  /** Throws where a server in the clear is refused. */
  admitPlaintext(server: string): void;
  /** A driver has taken the login of the settings, and keeps it for good. */
  frozen(): void;
}

/** Translates one input through an adapter. @throws SecurityError */
export function bindAdapter<Input, Options>(
  parts: BindingParts,
  adapter: DriverAdapter<Input, Options>,
  input: Input,
): Options {
  const reading = readInput(adapter, input);
  for (const server of reading.plaintext ?? []) parts.admitPlaintext(server);
  const login = refuseTlsWords(reading, parts.settings, adapter.driver) ?? parts.settings.credentials;
  refuseUnenforceable({ ...parts.settings, ...(login && { credentials: login }) }, adapter);
  return adapter.bind(tlsBinding(parts, adapter, login), reading.rest);
}

/** Lets the dialect read an input, and tells of deprecated words in it. @throws SecurityError */
export function readInput<Input, Options>(
  adapter: DriverAdapter<Input, Options>,
  input: Input,
): DialectReading<Input> {
  const reading = readingInput(adapter, input);
  for (const { place, instead } of reading.deprecated ?? []) {
    const code = 'SECURITY_CONTEXT_DEPRECATED';
    process.emitWarning(`${adapter.driver} ${place}: ${instead}`, { type: 'DeprecationWarning', code });
  }
  return reading;
}

/** Reads what users made; what it throws by itself becomes a SecurityError. */
function readingInput<Input, Options>(
  adapter: DriverAdapter<Input, Options>,
  input: Input,
): DialectReading<Input> {
  try {
    return adapter.read(input);
  } catch (cause) {
    if (SecurityError.is(cause)) throw cause;
    throw new SecurityError('ERR_SETTING_INVALID', {
      place: `${adapter.driver} input`,
      reason: 'reading it threw an error',
      action: 'Give URL and options as plain values; leave out what is null.',
      cause,
    });
  }
}

/**
 * Whatever the context already decides may not be written again in a driver's words: drivers silently ignore one
 * side. Only a login may come with the input, if the context has none.
 */
function refuseTlsWords<Input>(
  reading: DialectReading<Input>,
  settings: CanonicalSettings,
  driver: string,
): CredentialOrigin | undefined {
  const placeOf = placesIn(`${driver} input `, reading.places);
  const { credentials, ...others } = reading.settings;
  const [word] = Object.keys(others).filter((key) => others[key as keyof typeof others] !== undefined);
  const twice = credentials !== undefined && settings.credentials !== undefined ? 'credentials' : undefined;
  const path = word === undefined ? twice : deepestPath(word, others[word as keyof typeof others]);
  if (path !== undefined) {
    throw new SecurityError('ERR_SETTING_CONFLICT', {
      place: placeOf(path),
      reason: `the context decides about ${path}, so it may not be written here too`,
      action: 'Take it out of the URL and options, or give both to secure() instead of bind().',
    });
  }
  return credentialOrigin(reading.settings, placeOf);
}

function deepestPath(path: string, value: unknown): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return path;
  const [key] = Object.keys(value);
  return key === undefined ? path : `${path}.${key}`;
}

function tlsBinding(
  parts: BindingParts,
  { driver, mechanisms }: Pick<DriverAdapter<never, unknown>, 'driver' | 'mechanisms'>,
  login: CredentialOrigin | undefined,
): TlsBinding {
  const { name, settings, live, check, once } = parts;
  const { verify, servername } = settings.peer;
  const rejectUnauthorized = verify !== 'none';
  const own = login === settings.credentials;
  const credentials = bindCredentials(login, () => (own ? parts.current().material.credentials : undefined));
  const frozen = own && credentials !== undefined && !mechanisms.includes('credentialsPerConnection');
  return {
    name,
    tls: settings.tls,
    secureContext: live,
    verify,
    rejectUnauthorized,
    checkServerIdentity: check,
    ...(servername !== undefined && { servername }),
    get generation() {
      return parts.current().generation;
    },
    get credentials() {
      if (frozen) parts.frozen();
      return credentials;
    },
    tlsOptions: (): LiveTlsOptions => ({
      secureContext: live,
      rejectUnauthorized,
      checkServerIdentity: check,
      ...(servername !== undefined && { servername }),
    }),
    admitPlaintext: (server) => parts.admitPlaintext(server),
    once: (key, create, dispose) => once.get(`${driver} ${key}`, create, dispose),
  };
}
