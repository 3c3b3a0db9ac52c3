import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { SecureContext } from 'node:tls';
import { RecordRelay } from './record-relay.js';
import { refusalRecord } from './refusal.js';
import { serverContext } from './server-tls.js';
import type { ServerTls } from './server-tls.js';

/** How a server's side of one handshake ended. */
export interface HandshakeOutcome {
  accepted(socket: TLSSocket): void;
  /**
   * @param code an OpenSSL code, or the verification error of the client's certificate
   * @param socket if the handshake was done and the client's certificate refused
   */
  failed(code: string, socket?: TLSSocket): void;
}

/** The server's end of TLS: does the handshake, and judges the client's certificate where one is demanded. */
export class Terminator {
  readonly settings: ServerTls;
  readonly #context: SecureContext;

  constructor(settings: ServerTls) {
    this.settings = settings;
    this.#context = serverContext(settings);
  }

  /**
   * Does the handshake on a TCP socket.
   *
   * @param refuseAll refuse every client certificate, as a server that trusts another authority does
   */
  shake(raw: Socket, refuseAll: boolean, outcome: HandshakeOutcome): TLSSocket {
    const { requestCert = false, rejectUnauthorized = true, ALPNProtocols } = this.settings;
    const demand = refuseAll || (requestCert && rejectUnauthorized);
    const relay = demand ? new RecordRelay(raw) : undefined;
    const socket = new TLSSocket(relay ?? raw, {
      isServer: true,
      secureContext: this.#context,
      requestCert: requestCert || demand,
      // Node would close without an alert; we judge, and send one.
      rejectUnauthorized: false,
      ...(ALPNProtocols === undefined ? {} : { ALPNProtocols }),
    });
    let secret: Buffer | undefined;
    if (relay !== undefined) {
      socket.on('keylog', (line: Buffer) => {
        const [label, , hex = ''] = line.toString('ascii').trim().split(' ');
        if (label === 'SERVER_TRAFFIC_SECRET_0') secret = Buffer.from(hex, 'hex');
      });
    }
    let done = false;
    const fail = (code: string, refused?: TLSSocket): void => {
      if (!done) outcome.failed(code, refused);
      done = true;
    };
    socket.once('secure', () => {
      const verdict = relay === undefined ? 'trusted' : refuseAll ? 'REFUSED' : judge(socket);
      if (verdict === 'trusted') {
        done = true;
        outcome.accepted(socket);
      } else {
        fail(verdict ?? 'NO_CERTIFICATE', socket);
        relay?.refuse(refusalRecord(socket, verdict, secret));
        socket.destroy();
      }
    });
    socket.on('error', (error: NodeJS.ErrnoException) => fail(error.code ?? error.message));
    socket.once('close', () => fail('CLOSED'));
    return socket;
  }
}

/**
 * `'trusted'`, OpenSSL's verification error, or `undefined` for a client without a certificate.
 *
 * The verification result is on the native handle only: Node's own server copies it to the socket, a TLSSocket
 * made by hand does not.
 */
function judge(socket: TLSSocket): string | undefined {
  if (socket.getPeerX509Certificate() === undefined) return undefined;
  const { ssl } = socket as unknown as { ssl: { verifyError(): NodeJS.ErrnoException | null } };
  return ssl.verifyError()?.code ?? 'trusted';
}
