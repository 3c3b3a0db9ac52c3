import type {
  DerSetting,
  IdentitySettings,
  PassphraseSettings,
  PemSetting,
} from '@security-context/core/adapter';
import { material, text } from './values.js';
import type { Word } from './words.js';
import {
  agreed,
  conflict,
  invalid,
  type DialectPart,
  type Placed,
  type Writing,
  type Writings,
} from './writings.js';

type Found = PassphraseSettings &
  (
    | { readonly certificateKeyFile: string }
    | {
        readonly certificate: string | PemSetting | DerSetting;
        readonly key: string | PemSetting | DerSetting;
      }
    | { readonly pkcs12: DerSetting }
  );

/** `identity`: the client certificate, from one of three kinds of words, and what unlocks its key. */
export function readIdentity(writings: Writings): DialectPart {
  const [first, second] = [files(writings), pair(writings), pkcs12(writings)].filter(
    (placed) => placed !== undefined,
  );
  if (first !== undefined && second !== undefined) {
    throw conflict(first.place, second.place, 'the client certificate is given twice');
  }
  const passphrases = writings.one(['passphrase', 'password'], text);
  const inner = first?.value.passphrase;
  const passphrase = agreed([
    ...(passphrases ? [passphrases] : []),
    ...(first && inner !== undefined ? [{ value: inner, place: first.place }] : []),
  ]);
  if (first === undefined && passphrase === undefined) return {};
  const [key] = writings.of('key', 'keyfile');
  return {
    settings: {
      // A passphrase alone is half an identity: another place (a settings file) may name the certificate.
      identity: { ...first?.value, ...(passphrase && { passphrase: passphrase.value }) } as IdentitySettings,
    },
    places: {
      identity: (first ?? passphrase)?.place ?? '',
      ...(key && { 'identity.key': key.place }),
      ...(passphrase && { 'identity.passphrase': passphrase.place }),
    },
  };
}

/** `certfile`, with the key in it or in `keyfile`. */
function files(writings: Writings): Placed<Found> | undefined {
  const certificate = writings.one(['certfile'], text);
  const key = writings.one(['keyfile'], text);
  if (certificate === undefined) {
    if (key === undefined) return undefined;
    throw invalid(key.place, 'a key without a certificate', 'Add certfile, or leave the key out.');
  }
  const { value, place } = certificate;
  return { place, value: key ? { certificate: value, key: key.value } : { certificateKeyFile: value } };
}

/** Node's `cert` and `key`. */
function pair(writings: Writings): Placed<Found> | undefined {
  const [certificate] = writings.of('cert');
  const [key] = writings.of('key');
  const lone = (there: Writing, missing: Word): Error =>
    invalid(there.place, `it needs ${missing} beside it`, `Add ${missing}, or use certfile.`);
  if (certificate === undefined) {
    if (key === undefined) return undefined;
    throw lone(key, 'cert');
  }
  if (key === undefined) throw lone(certificate, 'key');
  const chain = { certificate: material({ ...certificate, value: only(certificate) }) };
  const value = unlockable(key, 'pem', (bytes) => ({ ...chain, key: material({ ...key, value: bytes }) }));
  return { place: certificate.place, value };
}

function pkcs12(writings: Writings): Placed<Found> | undefined {
  return writings.one(['pfx'], (writing) =>
    unlockable(writing, 'buf', (value) => {
      if (value instanceof Uint8Array) return { pkcs12: { der: value } };
      throw invalid(writing.place, 'a PKCS#12 container must be bytes', 'Read the file into a Buffer.');
    }),
  );
}

/** Node takes `{ pem, passphrase }` for a key and `{ buf, passphrase }` for a container. */
function unlockable(writing: Writing, holder: 'pem' | 'buf', make: (value: unknown) => Found): Found {
  const value = only(writing);
  if (typeof value !== 'object' || value === null || !(holder in value)) return make(value);
  const { [holder]: bytes, passphrase } = value as Record<string, unknown>;
  const unlock = passphrase === undefined ? {} : { passphrase: text({ ...writing, value: passphrase }) };
  return { ...make(bytes), ...unlock };
}

/** The only one of a list: several identities would leave it open which one is shown. */
function only({ value, place }: Writing): unknown {
  if (!Array.isArray(value)) return value;
  if (value.length === 1) return (value as readonly unknown[])[0];
  throw invalid(place, 'it must be exactly one', 'Give one certificate chain with its key.');
}
