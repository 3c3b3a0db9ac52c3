import { chainFailures } from './chain-failures.js';
import type { Diagnosis, DiagnosisFacts, Failure } from './diagnosis.js';
import { handshakeFailures } from './handshake-failures.js';
import { showCertificateOrWidenCiphers, widenCiphers, type Machine } from './remedies.js';

const FAILURES: Readonly<Record<string, Failure>> = { ...chainFailures, ...handshakeFailures };

const CLOSED: Failure = [
  'ERR_CONTEXT_CLOSED',
  'the security context is closed',
  () => 'Close it after its clients.',
];
const REFUSING: Failure = [
  'ERR_INSECURE_REFUSED',
  'insecure.until has passed',
  () => 'Make the connection secure, or renew insecure.until.',
];
const UNKNOWN: Failure = ['ERR_PEER_PROTOCOL', 'TLS with the server failed', widenCiphers];

/** What a code of Node or OpenSSL means, for a context of which these facts are known. */
export function diagnoseCode(
  code: string,
  facts?: DiagnosisFacts,
  machine: Machine = { platform: process.platform, openssl: process.versions.openssl },
): Diagnosis | undefined {
  const failure = failureOf(code, facts);
  if (failure === undefined) return undefined;
  const [meaning, reason, remedy] = failure;
  return { code: meaning, reason, action: remedy(machine) };
}

function failureOf(code: string, facts: DiagnosisFacts | undefined): Failure | undefined {
  // OpenSSL 3.2 and later say "ssl/tls" where older ones said "sslv3".
  const known = code.replace(/^ERR_SSL_SSL\/TLS_/, 'ERR_SSL_SSLV3_');
  if (known === 'ERR_SSL_NO_PROTOCOLS_AVAILABLE' && facts?.state === 'closed') return CLOSED;
  if (known === 'ERR_SSL_NO_PROTOCOLS_AVAILABLE' && facts?.state === 'refusing') return REFUSING;
  if (known === 'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE') return handshakeFailure(facts);
  if (Object.hasOwn(FAILURES, known)) return FAILURES[known];
  return known.startsWith('ERR_SSL_') ? UNKNOWN : undefined;
}

/** TLS 1.2 has one alert for two things: no client certificate, and no cipher in common. */
function handshakeFailure(facts: DiagnosisFacts | undefined): Failure {
  return facts?.hasIdentity === true
    ? [
        'ERR_PEER_PROTOCOL',
        'the server refuses the handshake: no cipher in common, or a client certificate it does not take',
        showCertificateOrWidenCiphers,
      ]
    : [
        'ERR_IDENTITY_REFUSED',
        'the server refuses the handshake: it wants a client certificate, or has no cipher in common with us',
        showCertificateOrWidenCiphers,
      ];
}
