import type { IncomingHttpHeaders } from 'node:http';
import { SqlError } from './sql-error.js';

/** Who may log in: by name and password, or by a token. */
export type CrateUser =
  | { readonly username: string; readonly password: string }
  | { readonly username: string; readonly token: string };

/** A login that succeeded. */
export interface CrateLogin {
  /** `'trust'`: the name was taken on trust, since the double knows no users. */
  readonly method: 'basic' | 'jwt' | 'trust';
  readonly username: string;
}

/** Who asks, by the headers of one request. @throws SqlError for a login that is refused */
export function loginOf(headers: IncomingHttpHeaders, users: readonly CrateUser[] | undefined): CrateLogin {
  const { authorization = '' } = headers;
  const [scheme = '', value = ''] = authorization.split(' ', 2);
  const basic = scheme.toLowerCase() === 'basic' ? Buffer.from(value, 'base64').toString() : undefined;
  const colon = basic?.indexOf(':') ?? -1;
  const name = basic?.slice(0, colon) ?? String(headers['x-user'] ?? 'crate');
  if (users === undefined) return { method: 'trust', username: name };
  if (scheme.toLowerCase() === 'bearer') {
    const user = users.find((known) => 'token' in known && known.token === value);
    if (user === undefined) throw refused('jwt authentication failed');
    return { method: 'jwt', username: user.username };
  }
  const password = basic?.slice(colon + 1);
  const user = users.find(
    (known) => 'password' in known && known.username === name && known.password === password,
  );
  if (user === undefined) throw refused(`password authentication failed for user "${name}"`);
  return { method: 'basic', username: name };
}

function refused(message: string): SqlError {
  return new SqlError(401, undefined, message);
}
