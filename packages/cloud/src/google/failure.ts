import type { SecurityError } from '@security-context/core/adapter';
import { property } from '../diagnosis/causes.js';
import { lostError } from '../diagnosis/lost-error.js';
import { refusedLogin } from '../diagnosis/refused-login.js';

/** What an error of gaxios or google-auth-library means where its code alone does not tell. */
export function googleError(error: unknown): SecurityError | undefined {
  const lost = lostError(error);
  if (lost !== undefined) return lost;
  const response = property(error, 'response');
  const refused =
    property(response, 'status') === 401 || property(property(response, 'data'), 'error') === 'invalid_grant';
  return refused
    ? refusedLogin('Check the service account, its key and this machine’s clock.', error)
    : undefined;
}
