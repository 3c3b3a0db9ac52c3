import type { DerSetting } from '../settings/security-settings.js';
import { mergeParts, settingPart, type DialectPart } from './dialect-part.js';
import type { NodeTlsWord } from './node-words.js';
import { invalidSetting, settingConflict } from './refusal.js';
import { material, text } from './values.js';
import { agreed, type Placed, type Writing, type Writings } from './writings.js';

/**
 * `identity` of Node's `cert` and `key`, or `pfx`, with `passphrase` and `{ pem, passphrase }` and `{ buf, passphrase }`.
 * @param forPaths - what somebody should do who wrote a path
 */
export function nodeIdentity(writings: Writings<NodeTlsWord>, forPaths: string): DialectPart {
  const sole = (word: NodeTlsWord): Writing | undefined => {
    const found = writings.one([word], ({ value }) => value);
    return found && { word, ...found };
  };
  const [certificate, key, pfx] = [sole('cert'), sole('key'), sole('pfx')];
  const lone = (there: Writing, missing: string): Error =>
    invalidSetting(there.place, `it needs ${missing} beside it`, `Add ${missing}. ${forPaths}`);
  if (certificate !== undefined && key === undefined) throw lone(certificate, 'key');
  if (key !== undefined && certificate === undefined) throw lone(key, 'cert');
  if (certificate !== undefined && pfx !== undefined) {
    throw settingConflict(certificate.place, pfx.place, 'the client certificate is given twice');
  }
  const lockedKey = key && unlocked(key, 'pem');
  const lockedContainer = pfx && unlocked(pfx, 'buf');
  const passphrase = agreed([
    writings.one(['passphrase'], text),
    lockedKey?.passphrase,
    lockedContainer?.passphrase,
  ]);
  const place = (certificate ?? pfx ?? passphrase)?.place;
  return mergeParts([
    place === undefined ? {} : { places: { identity: place } },
    settingPart(
      'identity.certificate',
      placed(certificate, (writing) => material(writing, forPaths)),
    ),
    settingPart(
      'identity.key',
      placed(lockedKey?.writing, (writing) => material(writing, forPaths)),
    ),
    settingPart('identity.pkcs12', placed(lockedContainer?.writing, container)),
    settingPart('identity.passphrase', passphrase),
  ]);
}

function placed<T>(writing: Writing | undefined, read: (writing: Writing) => T): Placed<T> | undefined {
  return writing && { value: read({ ...writing, value: only(writing) }), place: writing.place };
}

/** What is locked, apart from the passphrase Node takes beside it. */
function unlocked(
  writing: Writing,
  holder: 'pem' | 'buf',
): { readonly writing: Writing; readonly passphrase?: Placed<string> } {
  const value = only(writing);
  if (typeof value !== 'object' || value === null || !(holder in value)) return { writing };
  const { [holder]: bytes, passphrase } = value as Record<string, unknown>;
  return {
    writing: { ...writing, value: bytes },
    ...(passphrase !== undefined && {
      passphrase: { value: text({ ...writing, value: passphrase }), place: writing.place },
    }),
  };
}

/** The only one of a list: several identities would leave it open which one is shown. */
function only({ value, place }: Writing): unknown {
  if (!Array.isArray(value)) return value;
  if (value.length === 1) return (value as readonly unknown[])[0];
  throw invalidSetting(place, 'it must be exactly one', 'Give one certificate chain with its key.');
}

function container({ value, place }: Writing): DerSetting {
  if (value instanceof Uint8Array) return { der: value };
  throw invalidSetting(place, 'a PKCS#12 container must be bytes', 'Read the file into a Buffer.');
}
