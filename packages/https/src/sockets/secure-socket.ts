import { isIP, type NetConnectOpts, type Socket } from 'node:net';
import { connect, type PeerCertificate, type TLSSocket } from 'node:tls';
import type { TlsBinding } from '@security-context/core/adapter';
import type { Attempt } from './attempt.js';
import type { Epoch } from './epoch.js';
import { watchFailure } from './failure.js';
import { kept, reached } from './milestone.js';
import { verdictOn, type Sessions, type Verdict } from './sessions.js';
import type { Target } from './target.js';

/** What the secure sockets of one context share. */
export interface SecureParts {
  readonly binding: TlsBinding;
  readonly epoch: Epoch;
  readonly sessions: Sessions;
}

/** A server to dial, or a connection that stands. */
export type Way = NetConnectOpts | { readonly socket: Socket };

/**
 * Speaks TLS with a server. Resolves after the handshake and the verdict on the server; rejects with what
 * ended it.
 */
export async function secureSocket(
  way: Way,
  target: Target,
  { binding, epoch, sessions }: SecureParts,
  attempt: Attempt,
): Promise<TLSSocket> {
  const { host, port } = target;
  const live = binding.tlsOptions();
  const servername = live.servername ?? target.servername ?? (isIP(host) === 0 ? host : '');
  let shown: PeerCertificate | undefined;
  // Epoch, session and native context are read in one tick: a session never meets another generation's context.
  const server = JSON.stringify([host, port, servername, target.path]);
  const session = sessions.take(server);
  const begun = epoch.current;
  const options = {
    ...live,
    host,
    port,
    ...way,
    servername,
    session: session?.ticket,
    ALPNProtocols: ['http/1.1'],
    checkServerIdentity: (hostname: string, certificate: PeerCertificate): Error | undefined => {
      shown = certificate;
      return live.checkServerIdentity.call(options, hostname, certificate);
    },
  };
  const dialled = connect(options);
  const socket = watchFailure(attempt.hold('socket' in way ? dialled : kept(dialled)));
  let made: Verdict | undefined;
  socket.on('session', (ticket: Buffer) => {
    if (!socket.authorized || shown === undefined) return;
    // The verdict of the full handshake goes on, and is not renewed by what is resumed from it.
    made ??= socket.isSessionReused() ? session?.verdict : verdictOn(shown);
    if (made !== undefined) sessions.keep(server, { ticket, verdict: made }, begun);
  });
  socket.on('error', ({ code }: NodeJS.ErrnoException) => {
    if (code?.startsWith('ERR_SSL_') === true) sessions.forget(server);
  });
  await reached(socket, 'secureConnect');
  if (socket.isSessionReused()) {
    // Node asks the identity check at full handshakes only, and does not know the certificate any more.
    const certificate = session?.verdict.certificate ?? socket.getPeerCertificate();
    const refusal = options.checkServerIdentity(servername || host, certificate);
    if (refusal !== undefined) throw refusal;
  }
  return socket;
}
