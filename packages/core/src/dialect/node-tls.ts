import { constants } from 'node:crypto';
import type { SecureContext } from 'node:tls';
import type { RevocationSettings } from '../settings/security-settings.js';
import { mergeParts, settingPart, type DialectPart } from './dialect-part.js';
import { nodeIdentity } from './node-identity.js';
import { refuseNodeWords } from './node-refusals.js';
import type { NodeTlsWord } from './node-words.js';
import { invalidSetting } from './refusal.js';
import { materials, protocolVersion, text, trueOrFalse } from './values.js';
import { verification } from './verification.js';
import { agreed, type Placed, type Writing, type Writings } from './writings.js';

/** What a dialect knows beside Node's words. */
export interface NodeTlsReading {
  /** What its own words say about checking the chain, to be agreed with `rejectUnauthorized`. */
  readonly checksChain?: Placed<boolean> | undefined;
  /** What its own words say about checking the name. Node has none. */
  readonly checksName?: Placed<boolean> | undefined;
  /** What somebody should do who gave a path to `ca`. @defaultValue to use `trust.anchors` */
  readonly forAnchorPaths?: string;
  /** What somebody should do who gave a path to `cert` or `key`. @defaultValue to use `identity` */
  readonly forIdentityPaths?: string;
}

/**
 * What Node's words for TLS say: `trust`, `identity`, `peer`, `protocol`, `revocation` and `secureContext`. Every word
 * that has no setting is refused with its reason: none is dropped.
 * @throws SecurityError `ERR_SETTING_INVALID`, `ERR_SETTING_CONFLICT`, `ERR_ADAPTER_CANNOT_HONOUR`
 */
export function readNodeTls(writings: Writings<NodeTlsWord>, beside: NodeTlsReading = {}): DialectPart {
  refuseNodeWords(writings);
  const {
    forAnchorPaths = 'For a path, set trust.anchors.',
    forIdentityPaths = 'For paths, set identity.certificate and identity.key.',
  } = beside;
  const checksChain = agreed([beside.checksChain, writings.one(['rejectUnauthorized'], trueOrFalse)]);
  return mergeParts([
    settingPart(
      'trust.anchors',
      writings.one(['ca'], (writing) => materials(writing, forAnchorPaths)),
    ),
    settingPart('trust.partialChain', writings.one(['allowPartialTrustChain'], trueOrFalse)),
    nodeIdentity(writings, forIdentityPaths),
    settingPart('peer.verify', verification(checksChain, beside.checksName)),
    settingPart('peer.servername', writings.one(['servername'], text)),
    settingPart('revocation', writings.one(['crl'], wholeChain)),
    settingPart('protocol.minVersion', writings.one(['minVersion'], protocolVersion)),
    settingPart('protocol.maxVersion', writings.one(['maxVersion'], protocolVersion)),
    settingPart('protocol.ciphers', writings.one(['ciphers'], text)),
    settingPart('protocol.groups', writings.one(['ecdhCurve'], text)),
    settingPart('protocol.legacyRenegotiation', writings.one(['secureOptions'], legacyServerConnect)),
    settingPart('secureContext', writings.one(['secureContext'], nativeContext)),
  ]);
}

/** Node checks a CRL for every certificate of the chain. */
function wholeChain(writing: Writing): RevocationSettings {
  return { crl: { sources: materials(writing), check: 'chain' } };
}

function legacyServerConnect({ value, place }: Writing): true {
  if (value === constants.SSL_OP_LEGACY_SERVER_CONNECT) return true;
  throw invalidSetting(
    place,
    'of OpenSSL options only SSL_OP_LEGACY_SERVER_CONNECT has a setting',
    'Set protocol.minVersion, protocol.maxVersion or protocol.legacyRenegotiation instead.',
  );
}

/** A native context as `tls.createSecureContext` makes it. @throws SecurityError `ERR_SETTING_INVALID` */
export function nativeContext({ value, place }: Writing): SecureContext {
  if (typeof value === 'object' && value !== null && 'context' in value) return value;
  throw invalidSetting(
    place,
    'it must be a native TLS context',
    'Give what tls.createSecureContext returns.',
  );
}
