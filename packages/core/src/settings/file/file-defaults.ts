import type { SettingsLayer } from '../layers.js';
import type { SecuritySettings } from '../security-settings.js';

const TLS_GROUPS: readonly string[] = ['trust', 'identity', 'peer', 'revocation', 'protocol'];
const PASSPHRASES = ['passphrase', 'passphraseFile'];
const PASSWORDS = ['password', 'passwordFile'];
type Group = Readonly<Record<string, unknown>>;

/**
 * What is left of a file's `defaults` for one context. Key by key the context's own value wins; where keys exclude
 * each other, its own choice takes the other one away:
 * - an own certificate, key or container drops the default identity with its passphrase, an own passphrase only
 *   the default one;
 * - an own user name or password drops the default password, for a password belongs to one user;
 * - `tls: false` drops every default about TLS.
 */
export function applicableDefaults(defaults: SettingsLayer, own: readonly SettingsLayer[]): SettingsLayer {
  const written = (group: 'identity' | 'credentials'): string[] =>
    own.flatMap(({ settings }) => {
      const value = settings[group];
      return Object.entries(value ?? {}).flatMap(([key, entry]) => (entry === undefined ? [] : [key]));
    });
  const plaintext = own.some(({ settings }) => settings.tls === false);
  const identity = written('identity');
  const credentials = written('credentials');
  const kept = Object.entries(defaults.settings).flatMap(([key, value]: [string, unknown]) => {
    if (plaintext && TLS_GROUPS.includes(key)) return [];
    if (key === 'identity' && identity.length > 0) {
      return identity.some((word) => !PASSPHRASES.includes(word)) ? [] : [[key, without(value, PASSPHRASES)]];
    }
    if (
      key === 'credentials' &&
      credentials.some((word) => word === 'username' || PASSWORDS.includes(word))
    ) {
      return [[key, without(value, PASSWORDS)]];
    }
    return [[key, value]];
  });
  return {
    settings: Object.fromEntries(kept) as SecuritySettings,
    placeOf: (path) => defaults.placeOf(path),
  };
}

function without(value: unknown, words: readonly string[]): Group {
  return Object.fromEntries(Object.entries(value ?? {}).filter(([key]) => !words.includes(key)));
}
