import { settingPart, type DialectPart, mergeParts } from './dialect-part.js';
import { invalidSetting } from './refusal.js';
import { text } from './values.js';
import type { Writings } from './writings.js';

/** Words of a dialect for the files of a client certificate. */
export interface IdentityFileWords<Word extends string> {
  /** PEM file of the certificate, with the key in it unless a `key` word names another. */
  readonly certificate: readonly Word[];
  /** PEM file of the private key. */
  readonly key?: readonly Word[];
  /** What unlocks the key. */
  readonly passphrase?: readonly Word[];
}

/**
 * `identity` from words for files. A passphrase alone is half an identity: another place (a settings file) may name the
 * certificate.
 * @throws SecurityError `ERR_SETTING_INVALID` for a key without a certificate, `ERR_SETTING_CONFLICT`
 */
export function identityFiles<Word extends string>(
  writings: Writings<Word>,
  words: IdentityFileWords<Word>,
): DialectPart {
  const certificate = writings.one(words.certificate, text);
  const key = writings.one(words.key ?? [], text);
  const passphrase = writings.one(words.passphrase ?? [], text);
  if (certificate === undefined && key !== undefined) {
    const missing = words.certificate.at(-1) ?? 'the certificate';
    throw invalidSetting(key.place, 'a key without a certificate', `Add ${missing}, or leave the key out.`);
  }
  const place = (certificate ?? passphrase)?.place;
  return mergeParts([
    place === undefined ? {} : { places: { identity: place } },
    key === undefined
      ? settingPart('identity.certificateKeyFile', certificate)
      : settingPart('identity.certificate', certificate),
    settingPart('identity.key', key),
    settingPart('identity.passphrase', passphrase),
  ]);
}
