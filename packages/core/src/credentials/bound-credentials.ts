import { SecurityError } from '../errors/security-error.js';
import type { Secret } from '../errors/secret.js';
import type { LoadedCredentials } from '../material/material.js';
import type { CredentialOrigin } from '../settings/canonical-settings.js';
import type { Credentials, CredentialSource } from '../settings/credential-settings.js';

/** The login an adapter hands to its driver. */
export interface BoundCredentials {
  readonly mechanism?: string;
  readonly authenticator?: string;
  /** User name of the newest generation; absent for a mechanism without one and for a credential source. */
  readonly username?: string | undefined;
  /** Password of the newest generation. */
  readonly password?: Secret | undefined;
  /** The login for one new connection: of the newest generation, or asked of the source. @throws SecurityError */
  request(signal?: AbortSignal): Promise<Credentials>;
}

/** How long a credential source may take. */
const DEADLINE_MS = 30_000;

/** The login an adapter gets: from the newest generation, or asked of the source for each connection. */
export function bindCredentials(
  origin: CredentialOrigin | undefined,
  loaded: () => LoadedCredentials | undefined,
): BoundCredentials | undefined {
  if (origin === undefined) return undefined;
  if (origin.kind === 'source') {
    return { request: (signal) => askSource(origin.source, origin.place, signal) };
  }
  const inline = origin.password?.kind === 'value' ? origin.password.secret : undefined;
  const username = (): string | undefined => loaded()?.username ?? origin.username;
  const password = (): Secret | undefined => loaded()?.password ?? inline;
  return {
    ...(origin.mechanism !== undefined && { mechanism: origin.mechanism }),
    ...(origin.authenticator !== undefined && { authenticator: origin.authenticator }),
    get username() {
      return username();
    },
    get password() {
      return password();
    },
    request: () => Promise.resolve({ username: username() ?? '', password: password()?.reveal() ?? '' }),
  };
}

async function askSource(source: CredentialSource, place: string, outer?: AbortSignal): Promise<Credentials> {
  const deadline = AbortSignal.timeout(DEADLINE_MS);
  const signal = outer === undefined ? deadline : AbortSignal.any([outer, deadline]);
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(unavailable(place, 'gave no answer in time')), {
      once: true,
    });
  });
  let answer: unknown;
  try {
    answer = await Promise.race([(async () => source({ signal }))(), aborted]);
  } catch (cause) {
    throw SecurityError.is(cause) ? cause : unavailable(place, 'failed', cause);
  }
  if (!isCredentials(answer)) throw unavailable(place, 'gave no username and password');
  return answer;
}

function isCredentials(value: unknown): value is Credentials {
  if (typeof value !== 'object' || value === null) return false;
  const { username, password } = value as Partial<Record<keyof Credentials, unknown>>;
  return typeof username === 'string' && typeof password === 'string';
}

function unavailable(place: string, what: string, cause?: unknown): SecurityError {
  return new SecurityError('ERR_CREDENTIALS_UNAVAILABLE', {
    place,
    reason: `the credential source ${what}`,
    action: 'Look at the source: it is asked again for the next connection.',
    cause,
  });
}
