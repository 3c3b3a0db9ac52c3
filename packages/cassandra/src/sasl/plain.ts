import { SecurityError } from '@security-context/core/adapter';
import { passwordAuthenticators } from './authenticators.js';
import type { SaslMechanism } from './mechanism.js';

/** Name and password (RFC 4616). */
export const plain: SaslMechanism = {
  name: 'PLAIN',
  authenticators: passwordAuthenticators,
  async start({ credentials }) {
    const { username, password } = await credentials();
    if (username === '' || password === '') throw incomplete(username === '' ? 'user name' : 'password');
    if (username.includes('\0') || password.includes('\0')) throw unsendable();
    return {
      initialResponse: Buffer.from(`\0${username}\0${password}`, 'utf8'),
      evaluate: () => {
        throw new SecurityError('ERR_IDENTITY_REFUSED', {
          reason: 'the server wants to hear more than name and password',
          action: 'Give a mechanism of the server’s as `mechanism`.',
        });
      },
    };
  },
};

function incomplete(what: string): SecurityError {
  return new SecurityError('ERR_CREDENTIALS_UNAVAILABLE', {
    place: 'credentials',
    reason: `the ${what} is empty`,
    action: 'PLAIN needs a user name and a password.',
  });
}

function unsendable(): SecurityError {
  return new SecurityError('ERR_CREDENTIALS_UNAVAILABLE', {
    place: 'credentials',
    reason: 'user name or password has a zero character in it, which PLAIN cannot send',
    action: 'Change it on the server.',
  });
}
