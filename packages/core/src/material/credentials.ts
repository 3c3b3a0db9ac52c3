import type { CredentialOrigin } from '../settings/canonical-settings.js';
import type { LoadedCredentials } from './material.js';
import type { MaterialReading } from './material-reading.js';
import { readSecret } from './secret-text.js';

/**
 * The login of this moment; `undefined` without one and for a credential source, which is asked per connection.
 * @throws SecurityError
 */
export async function readCredentials(
  reading: MaterialReading,
  origin: CredentialOrigin | undefined,
): Promise<LoadedCredentials | undefined> {
  if (origin?.kind !== 'fixed') return undefined;
  const { username, password } = origin;
  return Object.freeze({
    ...(username !== undefined && { username }),
    ...(password && { password: (await readSecret(reading, password)).secret }),
  });
}
