import { SecurityError } from '@security-context/core/adapter';

/** Error code of the protocol: bad credentials. */
const BAD_CREDENTIALS = 0x0100;
/** How many errors are looked at: a driver can know many nodes. */
const MOST = 100;

/**
 * What is hidden in an error of the driver: a refused login, which has no code there, the cause of a closed connection,
 * or a node that the driver gave up. Codes of Node and errors of our own are found without it.
 */
export function hiddenError(error: unknown): unknown {
  const all = [error, ...innerErrors(error)];
  const known = all.find((one) => SecurityError.is(one));
  if (known !== undefined) return known;
  const refusal = all.map((one) => loginFailure(one) ?? brokenOff(one)).find((found) => found !== undefined);
  if (refusal !== undefined) return refusal;
  const causes = all.map((one) => property(one, 'innerError')).filter((cause) => cause !== undefined);
  const lost = [
    lostConnection(error),
    ...innerErrors(error).map((one) => lostConnection(one) ?? timedOut(one)),
  ];
  return causes[0] ?? lost.find((found) => found !== undefined);
}

/** The error of each node; where the driver gave up on a node it is text. */
function innerErrors(error: unknown): unknown[] {
  const inner = property(error, 'innerErrors');
  return typeof inner === 'object' && inner !== null ? Object.values(inner).slice(0, MOST) : [];
}

function loginFailure(error: unknown): SecurityError | undefined {
  const refused = property(error, 'name') === 'AuthenticationError';
  if (
    !refused &&
    !(property(error, 'name') === 'ResponseError' && property(error, 'code') === BAD_CREDENTIALS)
  ) {
    return undefined;
  }
  const none = /no authenticator found|provider not set/i.test(messageOf(error));
  return new SecurityError('ERR_IDENTITY_REFUSED', {
    reason: none ? 'the server wants a login, and none is given' : 'the server refused the login',
    action: none
      ? 'Give credentials: username, and password or passwordFile.'
      : 'Check user name and password. With EXTERNAL the client certificate must belong to a user of the server.',
    cause: error,
  });
}

/** Cassandra 5 ends the handshake so when it does not trust the client certificate; other servers hardly ever do. */
function brokenOff(error: unknown): SecurityError | undefined {
  const code = property(error, 'code');
  if (typeof code !== 'string' || !code.endsWith('_ALERT_INTERNAL_ERROR')) return undefined;
  return new SecurityError('ERR_IDENTITY_REFUSED', {
    reason: `the server broke the handshake off, as Cassandra does when it does not trust the client certificate [${code}]`,
    action:
      'Show a certificate of a CA in the server’s truststore. If it is, the server’s log tells what failed.',
    cause: error,
  });
}

function lostConnection(error: unknown): SecurityError | undefined {
  if (error === 'Host considered as DOWN') {
    return unreachable(
      error,
      'the driver has given this node up for now, and does not tell why',
      "Its reason is in the client's 'log' event, level 'warning': give that error to explain().",
    );
  }
  const message = messageOf(error);
  if (property(error, 'isSocketError') === true || message === 'Socket was closed') {
    return unreachable(
      error,
      'the server closed the connection',
      'Check that the port is the one for CQL, and that both sides agree whether TLS is on.',
    );
  }
  if (property(error, 'name') === 'DriverError' && message === 'Connection timeout') {
    return unreachable(error, 'the server did not answer in time', 'Check host, port and firewalls.');
  }
  if (property(error, 'name') === 'NoHostAvailableError' && message.includes('could be resolved')) {
    return unreachable(error, 'no contact point has an address', 'Check the names in contactPoints.');
  }
  return undefined;
}

/** Every node took too long; one question that did is no matter of security. */
function timedOut(error: unknown): SecurityError | undefined {
  if (property(error, 'name') !== 'OperationTimedOutError') return undefined;
  return unreachable(
    error,
    'the server did not answer in time',
    'Check that the port is the one for CQL, and that both sides agree whether TLS is on.',
  );
}

function unreachable(cause: unknown, reason: string, action: string): SecurityError {
  return new SecurityError('ERR_PEER_UNREACHABLE', { reason, action, cause });
}

function messageOf(error: unknown): string {
  const message = property(error, 'message');
  return typeof message === 'string' ? message : '';
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
