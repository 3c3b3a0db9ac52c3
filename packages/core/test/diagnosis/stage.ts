import {
  startTestServer,
  type TestAuthority,
  type TestLeaf,
  type TestServer,
} from '@security-context/testkit';
import type { ServerTls } from '@security-context/testkit';
import { expect } from 'chai';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { connect, type ConnectionOptions } from 'node:tls';
import { explain } from '../../src/diagnosis/explain.js';
import type { SecurityError } from '../../src/errors/security-error.js';

/** What Node's own client fails with, also when the server refuses after the handshake. */
export function failure(options: ConnectionOptions): Promise<NodeJS.ErrnoException> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', ...options });
    socket.once('error', resolve);
    socket.once('close', () => reject(new Error('the connection ended without an error')));
    socket.resume();
  });
}

/** Runs something against a server that is closed afterwards. */
export async function withServer<T>(tls: ServerTls, use: (server: TestServer) => Promise<T>): Promise<T> {
  await using server = await startTestServer({ tls });
  return await use(server);
}

/** What Node's client fails with against a server with this certificate. */
export function failureAgainst(
  leaf: TestLeaf,
  ca: TestAuthority,
  options: ConnectionOptions = {},
  tls: ServerTls = {},
): Promise<NodeJS.ErrnoException> {
  return withServer({ ...leaf.tls, ...tls }, ({ port }) =>
    failure({ port, ca: ca.certificatePem, ...options }),
  );
}

/** What Node's client fails with against a server that takes the first bytes and does this. */
export async function failureAfter(
  act: (socket: Socket) => void,
  options: ConnectionOptions = {},
): Promise<NodeJS.ErrnoException> {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.once('data', () => act(socket));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    return await failure({ port: (server.address() as AddressInfo).port, ...options });
  } finally {
    server.close();
    await once(server, 'close');
  }
}

/** The explanation of an error, which must be one. */
export function explained(error: unknown): SecurityError & { readonly action: string } {
  const answer = explain(error);
  if (answer?.action === undefined) throw new Error('not explained', { cause: error });
  return answer as SecurityError & { readonly action: string };
}

/** Node's code, ours, and words of the explanation. */
export function expectExplained(
  error: NodeJS.ErrnoException,
  nodeCode: string | RegExp,
  code: string,
  ...words: readonly RegExp[]
): void {
  expect(error.code).to.match(typeof nodeCode === 'string' ? new RegExp(`^${nodeCode}$`) : nodeCode);
  const answer = explained(error);
  expect(answer.code).to.equal(code);
  expect(answer.cause).to.equal(error);
  expect(answer.message).to.contain(`[${error.code ?? ''}]`);
  for (const word of words) expect(`${answer.message} | ${answer.action}`).to.match(word);
}
