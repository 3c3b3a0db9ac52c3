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
  if (outer?.aborted === true) throw unavailable(place, 'was not asked: nobody waits for it any more');
  const control = new AbortController();
  const { signal } = control;
  const abort = (): void => control.abort();
  const deadline = setTimeout(abort, DEADLINE_MS).unref();
  outer?.addEventListener('abort', abort, { once: true });
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(unavailable(place, 'gave no answer in time')), {
      once: true,
    });
  });
  try {
    return credentialsIn(await Promise.race([(async () => source({ signal }))(), aborted]), place);
  } catch (cause) {
    throw SecurityError.is(cause) ? cause : unavailable(place, 'failed', cause);
  } finally {
    clearTimeout(deadline);
    outer?.removeEventListener('abort', abort);
  }
}

/** A copy: what a source changes later in its own object changes nothing here. */
function credentialsIn(answer: unknown, place: string): Credentials {
  const { username, password } = (answer ?? {}) as Partial<Record<keyof Credentials, unknown>>;
  if (typeof username === 'string' && typeof password === 'string') return { username, password };
  throw unavailable(place, 'gave no username and password');
}

function unavailable(place: string, what: string, cause?: unknown): SecurityError {
  return new SecurityError('ERR_CREDENTIALS_UNAVAILABLE', {
    place,
    reason: `the credential source ${what}`,
    action: 'Look at the source: it is asked again for the next connection.',
    cause,
  });
}
