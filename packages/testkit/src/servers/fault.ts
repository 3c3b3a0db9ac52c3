import type { Socket } from 'node:net';

/**
 * A way to misbehave towards new connections:
 * - `'close-mid-handshake'`: take the ClientHello (without TLS: the first bytes) and hang up,
 * - `'plaintext'`: answer the ClientHello in clear text,
 * - `'stall'`: accept, read, never answer,
 * - `'late-alert'`: demand a client certificate and refuse any with the alert `unknown_ca`. With TLS 1.3 the
 *   client has by then finished its handshake and may have sent its first request.
 *
 * A wrong certificate is no fault but {@link TestServer.setSecureContext} with another leaf.
 */
export type ServerFault = 'close-mid-handshake' | 'plaintext' | 'stall' | 'late-alert';

/** What a server that does not speak TLS says to a ClientHello. */
const clearText = 'HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n';

/** Acts out a fault that needs no TLS, once the client's first bytes are here. False if there is none to act. */
export function misbehave(raw: Socket, fault: ServerFault | undefined): boolean {
  switch (fault) {
    case 'close-mid-handshake':
      raw.destroy();
      return true;
    case 'plaintext':
      raw.end(clearText);
      raw.resume();
      return true;
    case 'stall':
      raw.resume();
      return true;
    case 'late-alert':
    case undefined:
      return false;
  }
}
