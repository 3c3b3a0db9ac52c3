import { SecurityError, type BoundCredentials, type TlsBinding } from '@security-context/core/adapter';
import { basic } from './basic.js';
import type { HttpInput } from './input.js';

/** Gives the value of the `Authorization` header for one request: of the newest login. */
export type Authorization = (signal?: AbortSignal) => Promise<string>;

/** What both adapters hand on beside their agents or dispatcher. */
export interface HandedOn {
  /** The URL or URLs of the input, without logins. Absent where there were none. */
  url?: string | readonly string[];
  /** The `Authorization` header of a request. Absent where there is no login. */
  authorization?: Authorization;
}

/** @throws SecurityError `ERR_ADAPTER_CANNOT_HONOUR` for a login that is not by user and password */
export function handedOn(binding: TlsBinding, input: HttpInput | undefined): HandedOn {
  const authorization = authorizationOf(binding.credentials);
  return { ...(input?.url !== undefined && { url: input.url }), ...(authorization && { authorization }) };
}

/**
 * Agents and dispatchers carry requests and do not write into them, so a login comes as a function to be asked for
 * each request: Basic (RFC 7617).
 */
function authorizationOf(credentials: BoundCredentials | undefined): Authorization | undefined {
  if (credentials === undefined) return undefined;
  const { mechanism, authenticator } = credentials;
  if (authenticator !== undefined || (mechanism !== undefined && mechanism.toLowerCase() !== 'basic')) {
    throw new SecurityError('ERR_ADAPTER_CANNOT_HONOUR', {
      place: authenticator === undefined ? 'credentials.mechanism' : 'credentials.authenticator',
      reason: 'the login over HTTP is by user and password (Basic)',
      action: 'Leave it out, or log in by headers of your own.',
    });
  }
  return async (signal) => {
    const { username, password } = await credentials.request(signal);
    return basic(username, password, 'credentials.username');
  };
}
