import { SecurityError } from '@security-context/core/adapter';

/** The error for a login that the cloud refused. */
export function refusedLogin(action: string, cause: unknown): SecurityError {
  const reason = 'the server refused the login';
  return new SecurityError('ERR_IDENTITY_REFUSED', { reason, action, cause });
}
