import { invalidSetting } from '@security-context/core/adapter';

/**
 * The value of a header for a login by user and password (Basic, RFC 7617).
 * @throws SecurityError `ERR_SETTING_INVALID` for a user name that the other side would cut off at its colon
 */
export function basic(username: string, password: string, place: string): string {
  if (username.includes(':')) {
    throw invalidSetting(
      place,
      'a colon in the user name would begin the password',
      'Use a name without colon.',
    );
  }
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}
