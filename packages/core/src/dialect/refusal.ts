import { SecurityError } from '../errors/security-error.js';

/** A word or value that cannot be taken. The value is never quoted: it may be a secret. Code `ERR_SETTING_INVALID`. */
export function invalidSetting(place: string, reason: string, action?: string): SecurityError {
  return new SecurityError('ERR_SETTING_INVALID', { place, reason, action });
}

/** Two places that cannot both stand. Code `ERR_SETTING_CONFLICT`. */
export function settingConflict(
  first: string,
  second: string,
  reason: string,
  action = 'Keep one of the two.',
): SecurityError {
  return new SecurityError('ERR_SETTING_CONFLICT', { place: `${first} and ${second}`, reason, action });
}

/** One place at which the same thing is written again. Code `ERR_SETTING_CONFLICT`. */
export function writtenTwice(place: string): SecurityError {
  const reason = 'it is written more than once';
  return new SecurityError('ERR_SETTING_CONFLICT', { place, reason, action: 'Write it once.' });
}

/** Something valid that this driver cannot do. Code `ERR_ADAPTER_CANNOT_HONOUR`. */
export function cannotHonour(place: string, reason: string, action: string): SecurityError {
  return new SecurityError('ERR_ADAPTER_CANNOT_HONOUR', { place, reason, action });
}

/** A name as it may stand in an error or a log line; `(unprintable)` for one that could forge a line. */
export function printableName(name: string): string {
  return /^[\w.$-]{1,64}$/.test(name) ? name : '(unprintable)';
}
