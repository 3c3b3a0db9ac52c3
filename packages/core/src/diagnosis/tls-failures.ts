import type { SecurityErrorCode } from '../errors/security-error.js';
import type { Diagnosis, DiagnosisFacts } from './diagnosis.js';

type Entry = readonly [code: SecurityErrorCode, reason: string, action: string];

const TRUST_ACTION =
  'Put the CA that issued it into trust.anchors; do not turn verification off. If a public CA should do: on Linux ' +
  'update the ca-certificates package, on macOS use the keychain store, in a container set SSL_CERT_FILE.';
const REFUSED_ACTION =
  'Give identity a certificate that the server’s CA issued for clients, with its intermediates.';
const NOT_TLS_ACTION =
  'Check host and port: the port may be a plaintext one. Do not turn TLS off to make it work.';
const CHAIN_ACTION = 'Have the server’s certificate reissued; nothing on this side should be loosened.';
const REACH_ACTION = 'Check host, port, DNS and firewall, and that the server runs.';

const untrusted = (reason: string): Entry => ['ERR_PEER_UNTRUSTED', reason, TRUST_ACTION];
const policy = (reason: string): Entry => ['ERR_PEER_POLICY', reason, CHAIN_ACTION];
const refused = (reason: string): Entry => ['ERR_IDENTITY_REFUSED', reason, REFUSED_ACTION];
const notTls = (reason: string): Entry => ['ERR_PEER_NOT_TLS', reason, NOT_TLS_ACTION];
const unreachable = (reason: string): Entry => ['ERR_PEER_UNREACHABLE', reason, REACH_ACTION];
const revocation = (reason: string): Entry => [
  'ERR_REVOCATION_UNKNOWN',
  reason,
  'Provide a current CRL of every issuer in the chain.',
];
const protocol = (reason: string): Entry => [
  'ERR_PEER_PROTOCOL',
  reason,
  'Update the older side; `protocol` can widen versions and ciphers where that cannot be done.',
];

const LEGACY: Entry = [
  'ERR_PEER_PROTOCOL',
  'the server, or a proxy before it, does not know secure renegotiation (RFC 5746)',
  'Update the server or proxy. Last resort: protocol.legacyRenegotiation, with `insecure` saying why.',
];

const FAILURES: Readonly<Record<string, Entry>> = {
  SELF_SIGNED_CERT_IN_CHAIN: untrusted(
    'the server’s certificate leads to a root that is not among the anchors',
  ),
  DEPTH_ZERO_SELF_SIGNED_CERT: untrusted('the server shows a self-signed certificate that is no anchor'),
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted(
    'no anchor issued the server’s certificate, or an intermediate is missing',
  ),
  UNABLE_TO_GET_ISSUER_CERT: untrusted('an issuer in the server’s chain is missing'),
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted(
    'an issuer in the server’s chain is neither sent nor an anchor',
  ),
  CERT_UNTRUSTED: untrusted('the server’s root is not trusted for servers'),
  CERT_SIGNATURE_FAILURE: untrusted('a signature in the server’s chain is wrong'),
  CERT_CHAIN_TOO_LONG: policy('the server’s chain is too long'),
  CERT_HAS_EXPIRED: [
    'ERR_PEER_EXPIRED',
    'a certificate in the server’s chain has expired',
    'Renew it on the server; check this machine’s clock if the date is wrong.',
  ],
  CERT_NOT_YET_VALID: [
    'ERR_PEER_NOT_YET_VALID',
    'a certificate in the server’s chain is not valid yet',
    'Check the clocks of both machines, and the certificate’s start date.',
  ],
  ERR_TLS_CERT_ALTNAME_INVALID: [
    'ERR_PEER_NAME_MISMATCH',
    'the server’s certificate is for another name',
    'Connect by a name in the certificate, or say which to expect with peer.servername or peer.names.',
  ],
  HOSTNAME_MISMATCH: [
    'ERR_PEER_NAME_MISMATCH',
    'the server’s certificate is for another name',
    'Connect by a name in the certificate, or say which to expect with peer.servername or peer.names.',
  ],
  INVALID_PURPOSE: policy(
    'the server’s certificate is not for servers (its extended key usage lacks serverAuth)',
  ),
  INVALID_CA: policy('a certificate in the server’s chain issued another, but is no CA'),
  PATH_LENGTH_EXCEEDED: policy('a CA in the server’s chain may not have this many CAs below it'),
  CERT_REJECTED: policy('the server’s root rejects this use'),
  EE_KEY_TOO_SMALL: policy('the key of the server’s certificate is too small'),
  CA_KEY_TOO_SMALL: policy('the key of a CA in the server’s chain is too small'),
  CA_MD_TOO_WEAK: policy('a signature in the server’s chain uses a weak hash'),
  CERT_REVOKED: ['ERR_PEER_REVOKED', 'a certificate in the server’s chain is revoked', CHAIN_ACTION],
  UNABLE_TO_GET_CRL: revocation('a revocation list for the server’s chain is missing'),
  CRL_HAS_EXPIRED: revocation('a revocation list has expired'),
  CRL_NOT_YET_VALID: revocation('a revocation list is not valid yet'),
  CRL_SIGNATURE_FAILURE: revocation('the signature of a revocation list is wrong'),
  ERR_SSL_WRONG_VERSION_NUMBER: notTls('the server does not speak TLS on this port'),
  ERR_SSL_PACKET_LENGTH_TOO_LONG: notTls('the server does not speak TLS on this port'),
  ERR_SSL_UNKNOWN_PROTOCOL: notTls('the server does not speak TLS on this port'),
  ERR_SSL_HTTP_REQUEST: notTls('the server speaks HTTP on this port'),
  ERR_SSL_BAD_RECORD_TYPE: notTls('the server does not speak TLS on this port'),
  ERR_SSL_RECORD_LAYER_FAILURE: notTls('the server sent something that is not TLS'),
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: protocol('the server refuses the TLS versions this side offers'),
  ERR_SSL_UNSUPPORTED_PROTOCOL: protocol('the server offers only a TLS version below protocol.minVersion'),
  ERR_SSL_VERSION_TOO_LOW: protocol('the server offers only a TLS version below protocol.minVersion'),
  ERR_SSL_NO_PROTOCOLS_AVAILABLE: protocol('no TLS version is left to offer'),
  ERR_SSL_NO_SHARED_CIPHER: protocol('both sides have no cipher in common'),
  ERR_SSL_TLSV1_ALERT_INSUFFICIENT_SECURITY: protocol(
    'the server wants stronger ciphers than this side offers',
  ),
  ERR_SSL_DH_KEY_TOO_SMALL: protocol('the server’s key exchange is too weak'),
  ERR_SSL_WRONG_SIGNATURE_TYPE: protocol('the server signs with an algorithm this side does not accept'),
  ERR_SSL_TLSV1_UNRECOGNIZED_NAME: [
    'ERR_PEER_NAME_MISMATCH',
    'the server does not know the name it was asked for (SNI)',
    'Connect by a name the server knows, or send another with peer.servername.',
  ],
  ERR_SSL_UNSAFE_LEGACY_RENEGOTIATION_DISABLED: LEGACY,
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: refused('the server wants a client certificate, and got none'),
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: refused('the server does not trust the CA of the client certificate'),
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

/** What a code of Node or OpenSSL means, for a context of which these facts are known. */
export function diagnoseCode(code: string, facts: DiagnosisFacts | undefined): Diagnosis | undefined {
  if (code === 'ERR_SSL_NO_PROTOCOLS_AVAILABLE' && facts?.state === 'closed') {
    return diagnosis(['ERR_CONTEXT_CLOSED', 'the security context is closed', 'Close it after its clients.']);
  }
  if (code === 'ERR_SSL_NO_PROTOCOLS_AVAILABLE' && facts?.state === 'refusing') {
    const action = 'Make the connection secure, or renew insecure.until.';
    return diagnosis(['ERR_INSECURE_REFUSED', 'insecure.until has passed', action]);
  }
  if (/^ERR_SSL_(SSL\/)?(SSLV3|TLSV1)_ALERT_HANDSHAKE_FAILURE$/.test(code)) return handshakeFailure(facts);
  const entry = Object.hasOwn(FAILURES, code) ? FAILURES[code] : undefined;
  return entry && diagnosis(entry);
}

/** TLS 1.2 has one alert for two things: no client certificate, and no cipher in common. */
function handshakeFailure(facts: DiagnosisFacts | undefined): Diagnosis {
  if (facts?.hasIdentity === true) {
    return diagnosis(
      protocol(
        'the server refuses the handshake: no cipher in common, or a client certificate it does not take',
      ),
    );
  }
  return diagnosis(
    refused(
      'the server refuses the handshake: it wants a client certificate, or has no cipher in common with us',
    ),
  );
}

function diagnosis([code, reason, action]: Entry): Diagnosis {
  return { code, reason, action };
}
