import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { auth } from 'cassandra-driver';
import { SecurityError } from '@security-context/core/adapter';

const PACKAGE = 'cassandra-driver';

/**
 * An object the driver takes for an AuthProvider: it looks at the class. The driver is loaded here and not above, so
 * that where it is missing, opening a context tells so in words.
 * @throws SecurityError `ERR_DRIVER_MISSING`
 */
export function authProvider(newAuthenticator: auth.AuthProvider['newAuthenticator']): auth.AuthProvider {
  const provider = Object.create(providerPrototype()) as auth.AuthProvider;
  return Object.assign(provider, { newAuthenticator });
}

function providerPrototype(): object {
  let cause: unknown;
  for (const from of [import.meta.url, join(process.cwd(), 'package.json')]) {
    try {
      const driver = createRequire(from)(PACKAGE) as {
        readonly auth: { readonly AuthProvider: { readonly prototype: object } };
      };
      return driver.auth.AuthProvider.prototype;
    } catch (error) {
      cause ??= error;
    }
  }
  throw new SecurityError('ERR_DRIVER_MISSING', {
    place: 'driver cassandra',
    reason: `the package ${PACKAGE} is not installed, or was packed into a bundle`,
    action: `Run: npm install ${PACKAGE}; keep it out of bundles (external), together with this package.`,
    cause,
  });
}
