import { settingConflict, type Writings } from '@security-context/core/adapter';
import type { Word } from './words.js';

/** Words that cannot stand side by side whatever they say, as the MongoDB URI options specification has it; CRL or OCSP is ours. */
const EXCLUSIVE: readonly (readonly [readonly Word[], readonly Word[], string])[] = [
  [
    ['tlsInsecure'],
    ['tlsAllowInvalidCertificates', 'tlsAllowInvalidHostnames', 'ssl_cert_reqs', 'ssl_match_hostname'],
    'tlsInsecure already says both',
  ],
  [
    ['tlsInsecure', 'tlsAllowInvalidCertificates'],
    ['tlsDisableOCSPEndpointCheck', 'tlsDisableCertificateRevocationCheck'],
    'the one decides what the other is about',
  ],
  [
    ['tlsDisableOCSPEndpointCheck'],
    ['tlsDisableCertificateRevocationCheck'],
    'the one decides what the other is about',
  ],
  [
    ['tlsCRLFile', 'ssl_crlfile', 'crl'],
    ['tlsDisableOCSPEndpointCheck', 'tlsDisableCertificateRevocationCheck'],
    'a handshake checks CRLs or OCSP, not both',
  ],
];

/** @throws SecurityError `ERR_SETTING_CONFLICT` */
export function refuseExclusive(writings: Writings<Word>): void {
  for (const [some, others, reason] of EXCLUSIVE) {
    const [one] = writings.of(...some);
    const [other] = writings.of(...others);
    if (one !== undefined && other !== undefined) throw settingConflict(one.place, other.place, reason);
  }
}
