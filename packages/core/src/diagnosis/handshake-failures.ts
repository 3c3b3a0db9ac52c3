import type { Failure } from './diagnosis.js';
import * as remedies from './remedies.js';

const refused = (reason: string): Failure => [
  'ERR_IDENTITY_REFUSED',
  reason,
  remedies.showAnotherCertificate,
];
const notTls = (reason: string): Failure => ['ERR_PEER_NOT_TLS', reason, remedies.checkPort];
const unreachable = (reason: string): Failure => ['ERR_PEER_UNREACHABLE', reason, remedies.checkReach];
const version = (reason: string): Failure => ['ERR_PEER_PROTOCOL', reason, remedies.widenVersions];
const algorithm = (reason: string): Failure => ['ERR_PEER_PROTOCOL', reason, remedies.widenCiphers];

/** What the codes of handshakes and connections mean: OpenSSL's reasons and the system's. */
export const handshakeFailures: Readonly<Record<string, Failure>> = {
  ERR_SSL_WRONG_VERSION_NUMBER: notTls('the server does not speak TLS on this port'),
  ERR_SSL_PACKET_LENGTH_TOO_LONG: notTls('the server does not speak TLS on this port'),
  ERR_SSL_UNKNOWN_PROTOCOL: notTls('the server does not speak TLS on this port'),
  ERR_SSL_HTTP_REQUEST: notTls('the server speaks HTTP on this port'),
  ERR_SSL_BAD_RECORD_TYPE: notTls('the server does not speak TLS on this port'),
  ERR_SSL_RECORD_LAYER_FAILURE: notTls('the server sent something that is not TLS'),
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: version('the server refuses the TLS versions this side offers'),
  ERR_SSL_UNSUPPORTED_PROTOCOL: version('the server offers only a TLS version below protocol.minVersion'),
  ERR_SSL_VERSION_TOO_LOW: version('the server offers only a TLS version below protocol.minVersion'),
  ERR_SSL_NO_PROTOCOLS_AVAILABLE: version('no TLS version is left to offer'),
  ERR_SSL_NO_SHARED_CIPHER: algorithm('both sides have no cipher in common'),
  ERR_SSL_WRONG_CIPHER_RETURNED: algorithm('the server chose a cipher that was not offered'),
  ERR_SSL_TLSV1_ALERT_INSUFFICIENT_SECURITY: algorithm(
    'the server wants stronger ciphers than this side offers',
  ),
  ERR_SSL_DH_KEY_TOO_SMALL: algorithm('the server’s key exchange is too weak'),
  ERR_SSL_WRONG_SIGNATURE_TYPE: algorithm('the server signs with an algorithm this side does not accept'),
  ERR_SSL_TLSV1_UNRECOGNIZED_NAME: [
    'ERR_PEER_NAME_MISMATCH',
    'the server does not know the name it was asked for (SNI)',
    () => 'Connect by a name the server knows, or send another with peer.servername.',
  ],
  ERR_SSL_UNSAFE_LEGACY_RENEGOTIATION_DISABLED: [
    'ERR_PEER_PROTOCOL',
    'the server, or a proxy before it, does not know secure renegotiation (RFC 5746)',
    () =>
      'Update the server or proxy. Last resort: protocol.legacyRenegotiation, with `insecure` saying why.',
  ],
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: refused('the server wants a client certificate, and got none'),
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: refused('the server does not trust the CA of the client certificate'),
  ERR_SSL_SSLV3_ALERT_NO_CERTIFICATE: refused('the server wants a client certificate, and got none'),
  ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE: refused('the server refuses the client certificate, or wants one'),
  ERR_SSL_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE: refused(
    'the server does not take this kind of client certificate',
  ),
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_REVOKED: refused('the server says the client certificate is revoked'),
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED: refused('the server says the client certificate has expired'),
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_UNKNOWN: refused('the server refuses the client certificate'),
  ERR_SSL_TLSV1_ALERT_ACCESS_DENIED: refused('the server knows the client certificate and denies access'),
  ERR_SSL_TLSV1_ALERT_DECRYPT_ERROR: refused(
    'the server could not verify the client certificate’s signature',
  ),
  ECONNREFUSED: unreachable('nothing listens there'),
  EHOSTUNREACH: unreachable('there is no way to this host'),
  ENETUNREACH: unreachable('there is no way to this network'),
  ETIMEDOUT: unreachable('the server did not answer in time'),
  ENOTFOUND: unreachable('this host name does not exist'),
  EAI_AGAIN: unreachable('the host name could not be looked up just now'),
  ECONNRESET: unreachable('the server closed the connection, perhaps in the middle of the handshake'),
  EPIPE: unreachable('the server closed the connection'),
};
