import { resolve } from 'node:path';
import { isPlainObject } from '../same.js';
import type { SecuritySettings } from '../security-settings.js';

type Tree = Readonly<Record<string, unknown>>;

/**
 * The settings with every relative path made absolute from `folder`. What is not a path stays as it is, also what
 * is no valid setting: that is told when settings are checked.
 */
export function absolutePaths(settings: SecuritySettings, folder: string): SecuritySettings {
  const path = (value: unknown): unknown =>
    typeof value === 'string' && value !== '' ? resolve(folder, value) : value;
  const bytes = (value: unknown): unknown =>
    isTree(value) ? within(value, { file: path, directory: path, firstOf: paths }) : path(value);
  const paths = (value: unknown): unknown => (Array.isArray(value) ? value.map(path) : value);
  const anchor = (value: unknown): unknown => (value === 'system' || value === 'node' ? value : bytes(value));
  const anchors = (value: unknown): unknown => (Array.isArray(value) ? value.map(anchor) : value);
  const sources = (value: unknown): unknown => (Array.isArray(value) ? value.map(bytes) : value);
  const crl = (value: unknown): unknown => within(value, { sources });
  return within(settings, {
    trust: (value) => within(value, { anchors }),
    identity: (value) =>
      within(value, {
        certificateKeyFile: bytes,
        certificate: bytes,
        key: bytes,
        pkcs12: bytes,
        passphraseFile: path,
      }),
    credentials: (value) => within(value, { passwordFile: path }),
    revocation: (value) => within(value, { crl }),
  }) as SecuritySettings;
}

/** A copy with some keys changed; anything but a plain group is given back untouched. */
function within(value: unknown, changes: Readonly<Record<string, (value: unknown) => unknown>>): unknown {
  if (!isTree(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => {
      const change = Object.hasOwn(changes, key) ? changes[key] : undefined;
      return [key, change === undefined ? entry : change(entry)];
    }),
  );
}

function isTree(value: unknown): value is Tree {
  return isPlainObject(value) && !('read' in value);
}
