import { cannotHonour, invalidSetting, type BoundCredentials } from '@security-context/core/adapter';
import { basic } from '@security-context/https/adapter';

/** The `Authorization` header of one request; `undefined` where there is no login. */
export type Authorize = (signal?: AbortSignal) => Promise<string | undefined>;

/**
 * The header of each request, always of the newest login. A login without a user name is a token.
 * @throws SecurityError `ERR_ADAPTER_CANNOT_HONOUR`, `ERR_SETTING_INVALID`
 */
export function authorization(credentials: BoundCredentials | undefined): Authorize {
  if (credentials === undefined) return () => Promise.resolve(undefined);
  checkLogin(credentials);
  return async (signal) => {
    const { username, password } = await credentials.request(signal);
    return authorizationHeader(username, password);
  };
}

/** Basic (RFC 7617) for a user, Bearer (RFC 6750) for a token, which has no user name. */
export function authorizationHeader(username: string, password: string): string {
  if (username === '') return `Bearer ${password}`;
  return basic(username, password, 'credentials.username');
}

/** @throws SecurityError for a login that CrateDB has not */
export function checkLogin(credentials: BoundCredentials): void {
  const { mechanism, authenticator, username } = credentials;
  if (authenticator !== undefined) {
    throw cannotHonour('credentials.authenticator', 'CrateDB has no authenticators', 'Leave it out.');
  }
  const token = mechanism?.toUpperCase() === 'JWT';
  if (mechanism !== undefined && !token) {
    throw cannotHonour(
      'credentials.mechanism',
      'the login over HTTP is by user and password, or by token',
      "Leave it out for user and password, or write 'JWT'.",
    );
  }
  if (token && username !== undefined) {
    throw invalidSetting('credentials.username', 'a token tells the user itself', 'Leave it out.');
  }
  // A source has neither; it says with each answer which of the two it gives.
  const fixed = 'password' in credentials;
  if (fixed && !token && username === undefined) {
    throw invalidSetting(
      'credentials',
      'there is no user name, and no mechanism says that the password is a token',
      "Add username, or mechanism: 'JWT'.",
    );
  }
}
