import type { Failure } from './diagnosis.js';
import * as remedies from './remedies.js';

const untrusted = (reason: string, remedy = remedies.trustTheIssuer): Failure => [
  'ERR_PEER_UNTRUSTED',
  reason,
  remedy,
];
const policy = (reason: string): Failure => ['ERR_PEER_POLICY', reason, remedies.reissue];
const revocation = (reason: string): Failure => ['ERR_REVOCATION_UNKNOWN', reason, remedies.provideLists];
const anotherName: Failure = [
  'ERR_PEER_NAME_MISMATCH',
  'the server’s certificate is for another name',
  remedies.expectAnotherName,
];

/** What the codes of certificate verification mean (OpenSSL's X509_V_ERR_*, as Node names them). */
export const chainFailures: Readonly<Record<string, Failure>> = {
  SELF_SIGNED_CERT_IN_CHAIN: untrusted(
    'the server’s certificate leads to a root that is not among the anchors',
  ),
  DEPTH_ZERO_SELF_SIGNED_CERT: untrusted('the server shows a self-signed certificate that is no anchor'),
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted(
    'no anchor issued the server’s certificate, or an intermediate is missing',
    remedies.completeTheChain,
  ),
  UNABLE_TO_GET_ISSUER_CERT: untrusted(
    'an issuer in the server’s chain is missing',
    remedies.completeTheChain,
  ),
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted(
    'an issuer in the server’s chain is neither sent nor an anchor',
    remedies.completeTheChain,
  ),
  CERT_UNTRUSTED: untrusted('the server’s root is not trusted for servers'),
  CERT_SIGNATURE_FAILURE: untrusted('a signature in the server’s chain is wrong'),
  CERT_HAS_EXPIRED: [
    'ERR_PEER_EXPIRED',
    'a certificate in the server’s chain has expired',
    () => 'Renew it on the server; check this machine’s clock if the date is wrong.',
  ],
  CERT_NOT_YET_VALID: [
    'ERR_PEER_NOT_YET_VALID',
    'a certificate in the server’s chain is not valid yet',
    () => 'Check the clocks of both machines, and the certificate’s start date.',
  ],
  ERR_TLS_CERT_ALTNAME_INVALID: anotherName,
  HOSTNAME_MISMATCH: anotherName,
  INVALID_PURPOSE: policy(
    'the server’s certificate is not for servers (its extended key usage lacks serverAuth)',
  ),
  INVALID_CA: policy('a certificate in the server’s chain issued another, but is no CA'),
  CERT_CHAIN_TOO_LONG: policy('the server’s chain is too long'),
  PATH_LENGTH_EXCEEDED: policy('a CA in the server’s chain may not have this many CAs below it'),
  CERT_REJECTED: policy('the server’s root rejects this use'),
  // Node has no code for weak keys, weak hashes and name constraints: the message tells which it is.
  UNSPECIFIED: policy('the server’s chain breaks a rule'),
  CERT_REVOKED: ['ERR_PEER_REVOKED', 'a certificate in the server’s chain is revoked', remedies.reissue],
  UNABLE_TO_GET_CRL: revocation('a revocation list for the server’s chain is missing'),
  CRL_HAS_EXPIRED: revocation('a revocation list has expired'),
  CRL_NOT_YET_VALID: revocation('a revocation list is not valid yet'),
  CRL_SIGNATURE_FAILURE: revocation('the signature of a revocation list is wrong'),
};
