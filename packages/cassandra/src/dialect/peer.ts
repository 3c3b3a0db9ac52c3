import {
  agreed,
  certificateRequired,
  invalidSetting,
  settingConflict,
  trueOrFalse,
  type NodeTlsReading,
  type Writings,
} from '@security-context/core/adapter';
import type { Word } from './words.js';

/** What the words say about checking the server; `undefined`: nothing. */
export type PeerChecks = Pick<NodeTlsReading, 'checksChain' | 'checksName'>;

/**
 * How far the server is verified. Nothing written is full verification, whatever the driver's own default.
 * @throws SecurityError `ERR_SETTING_INVALID`, `ERR_SETTING_CONFLICT`
 */
export function readChecks(writings: Writings<Word>): PeerChecks {
  const checksChain = agreed([
    writings.one(['rejectUnauthorized'], trueOrFalse),
    writings.one(['verify_mode', 'cert_reqs'], certificateRequired),
  ]);
  const checksName = writings.one(['check_hostname'], trueOrFalse);
  if (checksChain?.value === false && checksName?.value === true) {
    throw settingConflict(
      checksChain.place,
      checksName.place,
      'a name in a certificate that is not verified says nothing',
    );
  }
  return { checksChain, checksName };
}

/**
 * A CA without verification asked for has no effect in the drivers, and its writer believes that it has.
 * @throws SecurityError `ERR_SETTING_INVALID`, `ERR_SETTING_CONFLICT`
 */
export function refuseIdleAnchors(
  writings: Writings<Word>,
  { checksChain: chain, checksName: name }: PeerChecks,
): void {
  const [python] = writings.of('cafile', 'ca_certs');
  const anchors = python ?? writings.of('ca')[0];
  if (anchors === undefined || chain?.value === true || name?.value === true) return;
  const ask = python === undefined ? 'rejectUnauthorized: true' : "verify_mode: 'CERT_REQUIRED'";
  if (chain === undefined) {
    throw invalidSetting(
      anchors.place,
      'a CA without verification asked for has no effect: the driver then accepts any certificate',
      `Add ${ask}.`,
    );
  }
  throw settingConflict(
    anchors.place,
    chain.place,
    'verification is off, so the CA has no effect: any certificate would be accepted',
    `Write ${ask}, or leave the CA out.`,
  );
}
