import { agreed, invalidSetting, settingPart, type DialectPart } from '@security-context/core/adapter';
import type { ClientOptions } from 'cassandra-driver';

interface UserAndPassword {
  readonly username: string;
  readonly password: string;
}

/** What was said about login. */
export interface LoginReading extends DialectPart {
  /** Names of options that were taken; another provider stays, and is wrapped when it is bound. */
  readonly taken: readonly string[];
}

/**
 * `credentials`: the option of that name, and the two providers of the driver that hold a user name and password.
 * @throws SecurityError `ERR_SETTING_INVALID`, `ERR_SETTING_CONFLICT`
 */
export function readLogin({
  credentials,
  authProvider,
}: Pick<ClientOptions, 'credentials' | 'authProvider'>): LoginReading {
  const written = credentials ?? undefined;
  const held = authProvider ? heldBy(authProvider) : undefined;
  const login = agreed([
    written && { value: userAndPassword(written), place: 'option credentials' },
    held && { value: held, place: 'option authProvider' },
  ]);
  return {
    ...settingPart('credentials', login),
    taken: ['credentials', ...(held ? ['authProvider'] : [])],
  };
}

const PLAIN_PROVIDERS = ['PlainTextAuthProvider', 'DsePlainTextAuthProvider'];

/** What the driver's own provider holds; `undefined` for any other, and for one that acts as somebody else. */
function heldBy(provider: object): UserAndPassword | undefined {
  const { username, password, authorizationId } = provider as Partial<Record<string, unknown>>;
  if (!PLAIN_PROVIDERS.includes(provider.constructor.name) || authorizationId) return undefined;
  return userAndPassword({ username, password }, 'option authProvider');
}

function userAndPassword(value: unknown, place = 'option credentials'): UserAndPassword {
  if (typeof value === 'object' && value !== null && 'username' in value && 'password' in value) {
    const { username, password } = value;
    if (typeof username === 'string' && username !== '' && typeof password === 'string') {
      return { username, password };
    }
  }
  throw invalidSetting(place, 'it must hold user name and password as text', 'Give both, or leave it out.');
}
