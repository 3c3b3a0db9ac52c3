import { SecurityError } from '../errors/security-error.js';
import { refusePeerNames } from './peer-names.js';
import type { PassphraseSettings, SecuritySettings } from './security-settings.js';

const VERSIONS = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'];
const TLS_GROUPS = ['trust', 'identity', 'peer', 'revocation', 'protocol', 'secureContext'] as const;

type PlaceOf = (path: string) => string;

/**
 * Settings that contradict each other, and settings this version does not have.
 * @throws SecurityError `ERR_SETTING_CONFLICT`, `ERR_SETTING_INVALID`
 */
export function refuseConflicts(settings: SecuritySettings, placeOf: PlaceOf): void {
  refuseUnavailable(settings, placeOf);
  const both = (first: string, second: string, why: string): never => {
    throw new SecurityError('ERR_SETTING_CONFLICT', {
      place: `${placeOf(first)} and ${placeOf(second)}`,
      reason: why,
      action: 'Keep one of the two.',
    });
  };
  const { peer, protocol, credentials } = settings;
  for (const group of TLS_GROUPS) {
    const path = writtenPath(group, settings[group]);
    if (path === undefined) continue;
    if (settings.tls === false) both('tls', path, `tls is off, so ${group} would have no effect`);
    if (settings.secureContext !== undefined && ['trust', 'identity', 'protocol'].includes(group)) {
      both(
        'secureContext',
        path,
        `secureContext is passed through as it is, so ${group} would have no effect`,
      );
    }
  }
  const { identity = {} } = settings;
  const { passphrase, passphraseFile } = 'read' in identity ? {} : (identity as PassphraseSettings);
  if (passphrase !== undefined && passphraseFile !== undefined) {
    both('identity.passphrase', 'identity.passphraseFile', 'the passphrase is given twice');
  }
  if (typeof credentials === 'object' && credentials.password !== undefined) {
    if (credentials.passwordFile !== undefined) {
      both('credentials.password', 'credentials.passwordFile', 'the password is given twice');
    }
  }
  if (peer?.names !== undefined && peer.verify !== undefined && peer.verify !== 'full') {
    both('peer.names', 'peer.verify', `peer.verify is '${peer.verify}', so no name is checked`);
  }
  if (peer?.names !== undefined) refusePeerNames(peer.names, placeOf);
  const { minVersion = 'TLSv1.2', maxVersion = 'TLSv1.3' } = protocol ?? {};
  if (VERSIONS.indexOf(minVersion) > VERSIONS.indexOf(maxVersion)) {
    both(
      'protocol.minVersion',
      'protocol.maxVersion',
      `minVersion ${minVersion} is above maxVersion ${maxVersion}`,
    );
  }
}

function refuseUnavailable(settings: SecuritySettings, placeOf: PlaceOf): void {
  const unavailable = (path: string, what: string): never => {
    throw new SecurityError('ERR_SETTING_INVALID', {
      place: placeOf(path),
      reason: `${what} is not available in this version, and is never ignored`,
      action: 'Leave it out, knowing that it is then not checked, or wait for the version that has it.',
    });
  };
  if (settings.revocation !== undefined && settings.revocation !== 'off') {
    unavailable('revocation', 'a revocation check (CRL, OCSP)');
  }
  if (settings.peer?.pins !== undefined) unavailable('peer.pins', 'pinning');
  if (settings.peer?.profile === 'strict') unavailable('peer.profile', "the 'strict' profile");
}

/** Where something is written in a group; `undefined` when nothing is. */
function writtenPath(group: string, value: object | string | undefined): string | undefined {
  if (value === undefined || value === 'off') return undefined;
  if (typeof value === 'string' || 'read' in value || 'context' in value) return group;
  const written = Object.entries(value).find(([, entry]) => entry !== undefined);
  return written && `${group}.${written[0]}`;
}
