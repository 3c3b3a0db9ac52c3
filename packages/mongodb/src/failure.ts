import { SecurityError } from '@security-context/core/adapter';

/** What MongoDB servers answer to a login they refuse. */
const LOGIN_REFUSED = { code: 18, codeName: 'AuthenticationFailed' };

/** Causes of causes that are looked at: chains can be circular. */
const DEEPEST = 8;

/**
 * What hides in one of the driver's errors: a refused login, of which the driver gives a bare number, or the servers'
 * own errors, which `MongoServerSelectionError` keeps in its description of the topology. `undefined` when nothing
 * does.
 */
export function hiddenError(error: unknown): unknown {
  const servers = serverErrors(error);
  const refused = [error, ...servers].flatMap(withCauses).find(isRefusedLogin);
  if (refused !== undefined) return refusedLogin(refused);
  return servers.length > 1 ? new AggregateError(servers, 'several servers failed') : servers[0];
}

function serverErrors(error: unknown): unknown[] {
  const servers: unknown = property(property(error, 'reason'), 'servers');
  if (!(servers instanceof Map)) return [];
  return [...(servers as Map<unknown, unknown>).values()]
    .map((server) => property(server, 'error'))
    .filter((one) => one !== undefined && one !== null);
}

function withCauses(error: unknown): unknown[] {
  const chain: unknown[] = [];
  for (let next = error; next !== undefined && chain.length < DEEPEST; next = property(next, 'cause')) {
    chain.push(next);
  }
  return chain;
}

function isRefusedLogin(error: unknown): boolean {
  if (property(error, 'name') !== 'MongoServerError') return false;
  return (
    property(error, 'code') === LOGIN_REFUSED.code || property(error, 'codeName') === LOGIN_REFUSED.codeName
  );
}

function refusedLogin(cause: unknown): SecurityError {
  return new SecurityError('ERR_IDENTITY_REFUSED', {
    reason: 'the server refused the login',
    action:
      'Check user, password, authSource and mechanism. With MONGODB-X509 the subject of the client certificate must ' +
      'be a user of the server.',
    cause,
  });
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
