import {
  anchorFile,
  identityFiles,
  mergeParts,
  nativeContext,
  readNodeTls,
  settingConflict,
  settingPart,
  sslVersion,
  text,
  type DialectPart,
  type Writings,
} from '@security-context/core/adapter';
import { readChecks, refuseIdleAnchors } from './peer.js';
import { refuseConnectionWords, type Word } from './words.js';

/**
 * What Node's words and the Python driver's for TLS say.
 * @throws SecurityError `ERR_SETTING_INVALID`, `ERR_SETTING_CONFLICT`, `ERR_ADAPTER_CANNOT_HONOUR`
 */
export function readTls(writings: Writings<Word>): DialectPart {
  refuseConnectionWords(writings);
  const checks = readChecks(writings);
  const part = mergeParts([
    settingPart('trust.anchors', writings.one(['cafile', 'ca_certs'], anchorFile)),
    identityFiles(writings, { certificate: ['certfile'], key: ['keyfile'], passphrase: ['password'] }),
    settingPart('peer.servername', writings.one(['server_hostname'], text)),
    settingPart('secureContext', writings.one(['ssl_context'], nativeContext)),
    readVersion(writings),
    readNodeTls(writings, {
      ...checks,
      forAnchorPaths: 'Use cafile for a path.',
      forIdentityPaths: 'Use certfile and keyfile for paths.',
    }),
  ]);
  refuseIdleAnchors(writings, checks);
  return part;
}

/** Python's `ssl_version` alone: beside Node's words even the same version is one too many. */
function readVersion(writings: Writings<Word>): DialectPart {
  const exact = writings.one(['ssl_version'], sslVersion);
  const [version] = writings.of('minVersion', 'maxVersion');
  if (exact !== undefined && version !== undefined) {
    throw settingConflict(exact.place, version.place, 'the TLS version is given twice');
  }
  return exact?.value.minVersion === undefined ? {} : settingPart('protocol', exact);
}
