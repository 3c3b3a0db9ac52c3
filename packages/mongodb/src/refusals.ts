import { SecurityError } from '@security-context/core/adapter';
import type { Word } from './words.js';
import { conflict, invalid, type Writings } from './writings.js';

/** Words that cannot be kept, and what to write instead. */
const NOT_KEPT: readonly (readonly [word: Word, reason: string, action: string])[] = [
  [
    'checkServerIdentity',
    'a check of your own would replace the one that keeps the settings',
    "Set peer.names to expect another name, or peer.verify: 'chain' (tlsAllowInvalidHostnames) to expect none.",
  ],
  [
    'secureProtocol',
    'it fixes the protocol in a way that contradicts protocol.minVersion',
    'Set protocol.minVersion and protocol.maxVersion.',
  ],
  [
    'session',
    'a resumed session skips the name check and shows the old client certificate',
    'Leave it out: every connection makes its own handshake.',
  ],
];

/** Words the driver takes and then drops without a word. */
const DROPPED: readonly (readonly [word: Word, action: string])[] = [
  ['requestOCSP', 'Leave it out: OCSP is not in this version.'],
  ['pskCallback', 'Use certificates: this driver cannot use pre-shared keys.'],
];

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

/** @throws SecurityError `ERR_SETTING_INVALID`, `ERR_SETTING_CONFLICT`, `ERR_ADAPTER_CANNOT_HONOUR` */
export function refuseWritings(writings: Writings): void {
  for (const [word, reason, action] of NOT_KEPT) {
    for (const { place } of writings.of(word)) throw invalid(place, reason, action);
  }
  for (const [word, action] of DROPPED) {
    for (const { place, value } of writings.of(word)) {
      if (value === false) continue;
      throw new SecurityError('ERR_ADAPTER_CANNOT_HONOUR', {
        place,
        reason: 'the mongodb driver accepts this word and then drops it',
        action,
      });
    }
  }
  for (const [some, others, reason] of EXCLUSIVE) {
    const [one] = writings.of(...some);
    const [other] = writings.of(...others);
    if (one !== undefined && other !== undefined) throw conflict(one.place, other.place, reason);
  }
}
