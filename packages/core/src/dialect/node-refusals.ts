import type { NodeTlsWord } from './node-words.js';
import { cannotHonour, invalidSetting } from './refusal.js';
import { refuseWords, type RefusedWords } from './refused-words.js';
import type { Writings } from './writings.js';

/** Words that cannot be kept, and what to write instead. */
const NOT_KEPT: RefusedWords<NodeTlsWord> = [
  [
    ['checkServerIdentity'],
    'a check of your own would replace the one that keeps the settings',
    "Set peer.names to expect another name, or peer.verify: 'chain' to expect none.",
  ],
  [
    ['secureProtocol'],
    'it fixes the protocol in a way that contradicts protocol.minVersion',
    'Set protocol.minVersion and protocol.maxVersion.',
  ],
  [
    ['session'],
    'a resumed session skips the name check and shows the old client certificate',
    'Leave it out: sessions are the business of the context.',
  ],
];

/** Words that would have no effect. */
const NO_EFFECT: RefusedWords<NodeTlsWord> = [
  [
    ['pskCallback'],
    'a pre-shared key takes the place of the certificates that are checked here',
    'Use certificates.',
  ],
  [
    ['sigalgs'],
    'signature algorithms have no setting',
    'Leave it out, and choose by protocol.ciphers and protocol.minVersion.',
  ],
  [
    ['privateKeyEngine', 'privateKeyIdentifier', 'clientCertEngine'],
    'keys of OpenSSL engines cannot be read here',
    'Give the key as identity.key, or a native context of yours as secureContext.',
  ],
];

/** Refuses those of Node's words that have no setting. @throws SecurityError */
export function refuseNodeWords(writings: Writings<NodeTlsWord>): void {
  refuseWords(writings, NOT_KEPT, invalidSetting);
  refuseWords(writings, NO_EFFECT);
  for (const { place, value } of writings.of('requestOCSP')) {
    if (value === false) continue;
    throw cannotHonour(
      place,
      'nobody would look at the answer',
      'Leave it out: OCSP is not in this version.',
    );
  }
}
