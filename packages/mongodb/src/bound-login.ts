import { inspect } from 'node:util';
import { cannotHonour, settingConflict, type BoundCredentials } from '@security-context/core/adapter';
import type { Auth, MongoClientOptions } from 'mongodb';
import { parseConnectionString } from './connection-string.js';
import type { MongoInput } from './input.js';
import { nameWithCertificate } from './login.js';
import { mongoMechanism } from './mechanism.js';
import { WORDS } from './words.js';

/**
 * Puts the login into the options. The driver keeps it for good, so this is the one of this moment.
 * @throws SecurityError `ERR_SETTING_CONFLICT`, `ERR_SETTING_INVALID`, `ERR_ADAPTER_CANNOT_HONOUR`
 */
export function bindLogin(
  options: MongoClientOptions,
  credentials: BoundCredentials | undefined,
  input: MongoInput,
): void {
  if (credentials === undefined) return;
  const left = loginLeft(input);
  if (left !== undefined) throw settingConflict('credentials', left, 'the login is given twice');
  const { username, password, authenticator } = credentials;
  if (authenticator !== undefined) {
    throw cannotHonour(
      'credentials.authenticator',
      'the mongodb driver has no authenticators',
      'Leave it out.',
    );
  }
  const mechanism =
    credentials.mechanism === undefined
      ? undefined
      : mongoMechanism(credentials.mechanism, 'credentials.mechanism');
  if (mechanism === 'MONGODB-X509' && username !== undefined) {
    throw nameWithCertificate('credentials.username', 'credentials.mechanism');
  }
  if (username === undefined && mechanism === undefined) {
    throw cannotHonour(
      'credentials',
      'the mongodb driver asks for a login once, not per connection',
      'Give user name and password or passwordFile, or use mechanism MONGODB-X509.',
    );
  }
  if (mechanism !== undefined) options.authMechanism = mechanism;
  if (username !== undefined) options.auth = hidden(username, password?.reveal() ?? '');
}

/** The driver wants two plain enumerable properties; printing them is prevented beside them. */
function hidden(username: string, password: string): Auth {
  const auth = { username, password };
  const print = (): string => '[secret]';
  Object.defineProperty(auth, inspect.custom, { value: print });
  Object.defineProperty(auth, 'toJSON', { value: print });
  return auth;
}

/** Where the input itself has a login, left there for a mechanism the driver keeps to itself. */
function loginLeft({ url, options }: MongoInput): string | undefined {
  const uri = parseConnectionString(url);
  const isLogin = (name: string): boolean => ['auth', 'authMechanism'].includes(WORDS.find(name) ?? '');
  if (uri.login !== undefined) return 'URI user name';
  if (uri.options?.some(({ name }) => isLogin(name)) === true) return 'URI option authMechanism';
  const option = Object.keys(options ?? {}).find(isLogin);
  return option === undefined ? undefined : `option ${option}`;
}
