import { SecurityError } from '../errors/security-error.js';
import type { SecuritySettings } from './security-settings.js';

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
    const value = settings[group];
    if (value === undefined || value === 'off' || isEmptyGroup(value)) continue;
    if (settings.tls === false) both('tls', group, `tls is off, so ${group} would have no effect`);
    if (settings.secureContext !== undefined && ['trust', 'identity', 'protocol'].includes(group)) {
      both(
        'secureContext',
        group,
        `secureContext is passed through as it is, so ${group} would have no effect`,
      );
    }
  }
  const identity = settings.identity;
  if (identity !== undefined && 'passphrase' in identity && identity.passphrase !== undefined) {
    if (identity.passphraseFile !== undefined) {
      both('identity.passphrase', 'identity.passphraseFile', 'the passphrase is given twice');
    }
  }
  if (typeof credentials === 'object' && credentials.password !== undefined) {
    if (credentials.passwordFile !== undefined) {
      both('credentials.password', 'credentials.passwordFile', 'the password is given twice');
    }
  }
  if (peer?.names !== undefined && peer.verify !== undefined && peer.verify !== 'full') {
    both('peer.names', 'peer.verify', `peer.verify is '${peer.verify}', so no name is checked`);
  }
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

function isEmptyGroup(value: object | string): boolean {
  if (typeof value !== 'object' || 'read' in value || 'context' in value) return false;
  return Object.values(value).every((entry) => entry === undefined);
}
