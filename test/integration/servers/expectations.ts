import { connect } from 'node:tls';
import { expect } from 'chai';

/** A refused client may see the connection end before it has read the alert. */
export const REFUSALS = [
  'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
  'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE',
  'ECONNRESET',
];

/** How long a server may take that is downloaded or built first. */
export const BUILD_MS = 10 * 60_000;

/** The fingerprint of the certificate a server shows, of which no more is asked. */
export function shown(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false }, () => {
      resolve(socket.getPeerCertificate().fingerprint256);
      socket.destroy();
    });
    socket.once('error', reject);
  });
}

/** A server that somebody else runs has no process of ours. */
export function expectNoProcess(pid: number | undefined): void {
  if (pid === undefined) return;
  expect(() => process.kill(pid, 0))
    .to.throw()
    .with.property('code', 'ESRCH');
}
