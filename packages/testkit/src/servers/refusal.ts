import { createCipheriv, createHmac } from 'node:crypto';
import type { TLSSocket } from 'node:tls';

/** Alert descriptions of RFC 8446, 6.2, by the verification error they answer. */
const descriptions: Readonly<Record<string, number>> = {
  CERT_REVOKED: 44,
  CERT_HAS_EXPIRED: 45,
  INVALID_PURPOSE: 43,
  CERT_NOT_YET_VALID: 42,
};
const handshakeFailure = 40;
const unknownAuthority = 48;
const certificateRequired = 116;

const alertRecord = 0x15;
const applicationRecord = 0x17;
const fatal = 2;

/**
 * The TLS record by which a server refuses a client's certificate.
 *
 * @param socket the server's side, its handshake done
 * @param reason OpenSSL's verification error; `undefined` when the client gave no certificate
 * @param secret the server's first application traffic secret, which TLS 1.3 needs
 */
export function refusalRecord(
  socket: TLSSocket,
  reason: string | undefined,
  secret: Buffer | undefined,
): Buffer {
  const modern = socket.getProtocol() === 'TLSv1.3';
  const missing = modern ? certificateRequired : handshakeFailure;
  const alert = [fatal, reason === undefined ? missing : (descriptions[reason] ?? unknownAuthority)];
  // Up to TLS 1.2 the server has not switched to encryption yet when it judges the certificate.
  if (!modern) return Buffer.from([alertRecord, 3, minorVersion(socket), 0, alert.length, ...alert]);
  if (secret === undefined) throw new Error('no traffic secret to encrypt the alert with');
  return seal(Buffer.from([...alert, alertRecord]), socket.getCipher().name, secret);
}

function minorVersion(socket: TLSSocket): number {
  return { TLSv1: 1, 'TLSv1.1': 2 }[socket.getProtocol() ?? ''] ?? 3;
}

/** The first record under `secret` (RFC 8446, 5.2); its nonce is the static one, for its number is 0. */
function seal(content: Buffer, suite: string, secret: Buffer): Buffer {
  const hash = suite.endsWith('SHA384') ? 'sha384' : 'sha256';
  const [cipher, keyLength] = suite.includes('AES_128')
    ? (['aes-128-gcm', 16] as const)
    : ([suite.includes('CHACHA20') ? 'chacha20-poly1305' : 'aes-256-gcm', 32] as const);
  const header = Buffer.from([applicationRecord, 3, 3, 0, content.length + 16]);
  const key = expandLabel(hash, secret, 'key', keyLength);
  const sealing = createCipheriv(cipher as 'aes-256-gcm', key, expandLabel(hash, secret, 'iv', 12), {
    authTagLength: 16,
  });
  sealing.setAAD(header);
  return Buffer.concat([header, sealing.update(content), sealing.final(), sealing.getAuthTag()]);
}

/** HKDF-Expand-Label of RFC 8446, 7.1, with an empty context; the keys are shorter than one hash. */
function expandLabel(hash: string, secret: Buffer, label: string, length: number): Buffer {
  const name = Buffer.from(`tls13 ${label}`);
  const info = Buffer.concat([Buffer.from([0, length, name.length]), name, Buffer.from([0, 1])]);
  return createHmac(hash, secret).update(info).digest().subarray(0, length);
}
