import type { AnchorSetting } from '@security-context/core/adapter';
import type { DialectPart } from './dialect-part.js';
import { materials, text, trueOrFalse } from './values.js';
import { agreed, type Writings } from './writings.js';

/** `trust`: the CA file or Node's `ca`, and whether an intermediate may be an anchor. */
export function readTrust(writings: Writings): DialectPart {
  const file = writings.one(['tlsCAFile', 'ssl_ca_certs'], (writing) => [{ file: text(writing) }]);
  const given = writings.one(['ca'], materials);
  const anchors = agreed<readonly AnchorSetting[]>([file, given].filter((placed) => placed !== undefined));
  const partialChain = writings.one(['allowPartialTrustChain'], trueOrFalse);
  if (anchors === undefined && partialChain === undefined) return {};
  return {
    settings: {
      trust: {
        ...(anchors && { anchors: anchors.value }),
        ...(partialChain && { partialChain: partialChain.value }),
      },
    },
    places: {
      ...(anchors && { 'trust.anchors': anchors.place }),
      ...(partialChain && { 'trust.partialChain': partialChain.place }),
    },
  };
}
