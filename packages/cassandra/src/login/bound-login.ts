import {
  SecurityError,
  settingConflict,
  type BoundCredentials,
  type Credentials,
  type TlsBinding,
} from '@security-context/core/adapter';
import type { ClientOptions } from 'cassandra-driver';
import { passwordAuthenticators } from '../sasl/authenticators.js';
import { mechanismNamed } from '../sasl/built-in.js';
import type { SaslMechanism } from '../sasl/mechanism.js';
import { allowOnly, saslLogin } from '../sasl/provider.js';
import { authProvider } from './driver.js';

/**
 * Puts the login into the options: asked for anew for each connection, and only of authenticators that are allowed.
 * @throws SecurityError `ERR_SETTING_CONFLICT`, `ERR_SETTING_INVALID`, `ERR_ADAPTER_CANNOT_HONOUR`, `ERR_DRIVER_MISSING`
 */
export function bindLogin(options: ClientOptions, binding: TlsBinding, own: SaslMechanism | undefined): void {
  const { credentials } = binding;
  const authenticator = credentials?.authenticator;
  const provider = options.authProvider;
  if (provider) {
    if (own !== undefined) throw twice('mechanism');
    if (credentials !== undefined && !namesAuthenticatorOnly(credentials)) throw twice('credentials');
    refuseOther(provider);
    const login = allowOnly(allowed(authenticator, passwordAuthenticators), (...asked) =>
      provider.newAuthenticator(...asked),
    );
    // Of the class it is of, whichever copy of the driver that comes from, and with nothing of what it holds to print.
    options.authProvider = Object.create(Object.getPrototypeOf(provider) as object, {
      newAuthenticator: { value: login },
    }) as typeof provider;
    return;
  }
  if (credentials === undefined && own === undefined) return;
  const mechanism = chosen(credentials, own);
  if (mechanism.name === 'PLAIN') refuseHalfLogin(credentials);
  if (mechanism.name === 'EXTERNAL' && !binding.tls) throw externalInTheClear();
  const login = saslLogin(mechanism, () => credentials?.request() ?? noCredentials());
  options.authProvider = authProvider(allowOnly(allowed(authenticator, mechanism.authenticators), login));
}

/** JavaScript and files can give anything. */
function refuseOther(provider: unknown): void {
  if (typeof provider === 'object' && provider !== null && 'newAuthenticator' in provider) return;
  throw new SecurityError('ERR_SETTING_INVALID', {
    place: 'option authProvider',
    reason: 'it is no AuthProvider of the driver',
    action: 'Give one, or user name and password as credentials.',
  });
}

function allowed(authenticator: string | undefined, otherwise: readonly string[]): readonly string[] {
  return authenticator === undefined ? otherwise : [authenticator];
}

function chosen(credentials: BoundCredentials | undefined, own: SaslMechanism | undefined): SaslMechanism {
  const named = credentials?.mechanism;
  if (own === undefined) return mechanismNamed(named ?? 'PLAIN');
  if (named !== undefined && named.toUpperCase() !== own.name.toUpperCase()) {
    throw settingConflict('credentials.mechanism', 'mechanism', 'they name different mechanisms');
  }
  return own;
}

/** A source is asked later. */
function isFixed(credentials: BoundCredentials): boolean {
  return 'username' in credentials;
}

function namesAuthenticatorOnly(credentials: BoundCredentials): boolean {
  const { username, password, mechanism } = credentials;
  return isFixed(credentials) && [username, password, mechanism].every((part) => part === undefined);
}

function refuseHalfLogin(credentials: BoundCredentials | undefined): void {
  if (credentials === undefined || !isFixed(credentials)) return;
  const { username, password } = credentials;
  if (username !== undefined && password !== undefined) return;
  throw new SecurityError('ERR_SETTING_INVALID', {
    place: 'credentials',
    reason: `the ${username === undefined ? 'user name' : 'password'} is missing, and PLAIN sends both`,
    action: 'Give username, and password or passwordFile; or name another mechanism.',
  });
}

function noCredentials(): Promise<Credentials> {
  return Promise.reject(
    new SecurityError('ERR_CREDENTIALS_UNAVAILABLE', {
      place: 'credentials',
      reason: 'the mechanism asks for a login, and none is given',
      action: 'Give credentials in the settings.',
    }),
  );
}

function twice(where: string): SecurityError {
  return settingConflict('option authProvider', where, 'the login is given twice');
}

function externalInTheClear(): SecurityError {
  return new SecurityError('ERR_ADAPTER_CANNOT_HONOUR', {
    place: 'credentials.mechanism',
    reason: 'EXTERNAL takes the user from the client certificate, and tls is off',
    action: 'Leave tls on, or name another mechanism.',
  });
}
