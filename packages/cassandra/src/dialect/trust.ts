import type { AnchorSetting } from '@security-context/core/adapter';
import { materials, text, trueOrFalse } from './values.js';
import { agreed, type DialectPart, type Placed, type Writings } from './writings.js';

/** The anchors: Node's `ca`, or the file of the Python driver. */
export function findAnchors(writings: Writings): Placed<readonly AnchorSetting[]> | undefined {
  const file = writings.one(['cafile', 'ca_certs'], (writing) => [{ file: text(writing) }]);
  const given = writings.one(['ca'], materials);
  return agreed<readonly AnchorSetting[]>([file, given].filter((placed) => placed !== undefined));
}

/** `trust`: the anchors, and whether an intermediate may be one. */
export function readTrust(writings: Writings): DialectPart {
  const anchors = findAnchors(writings);
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
