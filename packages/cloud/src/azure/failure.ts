import type { SecurityError } from '@security-context/core/adapter';
import { property } from '../diagnosis/causes.js';
import { lostError } from '../diagnosis/lost-error.js';
import { refusedLogin } from '../diagnosis/refused-login.js';

/** How Azure's services name a key or token they refuse, some of them with status 403. */
const REFUSED: readonly unknown[] = ['AuthenticationFailed', 'InvalidAuthenticationInfo'];

/** What a `RestError` or an error of `@azure/identity` means where its code alone does not tell. */
export function azureError(error: unknown): SecurityError | undefined {
  const lost = lostError(error);
  if (lost !== undefined) return lost;
  const refused =
    property(error, 'statusCode') === 401 ||
    REFUSED.includes(property(error, 'code')) ||
    property(error, 'name') === 'AuthenticationError';
  return refused ? refusedLogin('Check account, key or token, and this machine’s clock.', error) : undefined;
}
