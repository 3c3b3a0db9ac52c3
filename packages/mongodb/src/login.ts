import {
  agreed,
  invalidSetting,
  settingConflict,
  text,
  type CredentialSettings,
  type DialectPart,
  type Placed,
  type Writing,
  type Writings,
} from '@security-context/core/adapter';
import type { ConnectionString } from './connection-string.js';
import { isLeftToDriver, mongoMechanism } from './mechanism.js';
import type { Word } from './words.js';

/** What was said about login. */
export interface LoginReading extends DialectPart {
  /** Whether user, password and mechanism stay where they are, for the driver. */
  readonly leftToDriver: boolean;
}

interface UserAndPassword {
  readonly username: string;
  readonly password?: string;
}

const USER_PLACE = 'URI user name';

/**
 * `credentials`: user and password of the URL or the `auth` option, and `authMechanism`. Source database and
 * mechanism properties are no secrets and stay where they are.
 * @throws SecurityError `ERR_SETTING_INVALID`, `ERR_SETTING_CONFLICT`
 */
export function readLogin(uri: ConnectionString, writings: Writings<Word>): LoginReading {
  const mechanism = writings.one(['authMechanism'], (writing) =>
    mongoMechanism(text(writing), writing.place),
  );
  if (mechanism !== undefined && isLeftToDriver(mechanism.value)) return { leftToDriver: true };
  const login = agreed<UserAndPassword>([
    ...(uri.login ? [{ value: uri.login, place: USER_PLACE }] : []),
    ...writings.of('auth').map((writing) => ({ value: userAndPassword(writing), place: writing.place })),
  ]);
  if (mechanism === undefined && login === undefined) return { leftToDriver: false };
  if (mechanism?.value === 'MONGODB-X509' && login !== undefined) {
    throw nameWithCertificate(login.place, mechanism.place);
  }
  const credentials: CredentialSettings = {
    ...login?.value,
    ...(mechanism && { mechanism: mechanism.value }),
  };
  return { settings: { credentials }, places: loginPlaces(login, mechanism), leftToDriver: false };
}

/** A user name beside MONGODB-X509. */
export function nameWithCertificate(namePlace: string, mechanismPlace: string): Error {
  return settingConflict(
    namePlace,
    mechanismPlace,
    'MONGODB-X509 takes the user from the client certificate, which may be rotated to another subject',
    'Leave user name and password out.',
  );
}

function loginPlaces(
  login: Placed<UserAndPassword> | undefined,
  mechanism: Placed<string> | undefined,
): Record<string, string> {
  return {
    credentials: (login ?? mechanism)?.place ?? '',
    ...(login && { 'credentials.username': login.place }),
    ...(login && {
      'credentials.password': login.place === USER_PLACE ? 'URI password' : login.place,
    }),
    ...(mechanism && { 'credentials.mechanism': mechanism.place }),
  };
}

function userAndPassword({ value, place }: Writing): UserAndPassword {
  if (typeof value === 'object' && value !== null && 'username' in value && 'password' in value) {
    const { username, password } = value;
    if (typeof username === 'string' && username !== '' && typeof password === 'string') {
      return { username, password };
    }
  }
  throw invalidSetting(
    place,
    'it must be an object with user name and password as text',
    'Give both, or leave it out.',
  );
}
