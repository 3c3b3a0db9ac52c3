import { dirname, extname, resolve } from 'node:path';
import { SecurityError, throwErrors } from '../../errors/security-error.js';
import type { SettingsLayer } from '../layers.js';
import {
  readContexts,
  settingsGroup,
  settingsLayer,
  singleErrors,
  unknownWord,
  type NamedContext,
} from './named-contexts.js';
import { parseSettings } from './settings-syntax.js';
import { readSettingsText } from './settings-text.js';

/** A settings file, read and checked; no key material is read for it. */
export interface SettingsFile {
  readonly contexts: ReadonlyMap<string, NamedContext>;
}

const WORDS = ['defaults', 'contexts'];
const DEPTH_LIMIT = 32;

/**
 * Reads a settings file: `{ defaults?, contexts: { name: { adapter?, url?, options?, …settings } } }`, in JSON
 * (`.json`) or YAML (any other extension), at most 1 MiB. Relative paths in it become absolute from its folder.
 * `defaults` apply to every context; what a context itself says wins over them.
 * @throws SecurityError with all that is wrong, each with its place (`security.yaml: contexts.orders.trust`)
 */
export async function readSettingsFile(path: string): Promise<SettingsFile> {
  const absolute = resolve(path);
  const folder = dirname(absolute);
  const json = extname(path).toLowerCase() === '.json';
  const data = await parseSettings(await readSettingsText(absolute, path), path, json);
  refuseUnfit(data, path);
  const document = settingsGroup(data, path);
  const errors = Object.keys(document)
    .filter((word) => !WORDS.includes(word))
    .map((word) => unknownWord(word, WORDS, `${path}: ${word}`));
  if (document.contexts === undefined || document.contexts === null) {
    errors.push(
      new SecurityError('ERR_SETTING_INVALID', {
        place: path,
        reason: 'has no contexts',
        action: 'Add contexts: with one named group of settings for each connection.',
      }),
    );
  }
  const attempt = <T>(read: () => T): T | undefined => {
    try {
      return read();
    } catch (error) {
      errors.push(...singleErrors(error));
      return undefined;
    }
  };
  const defaults = attempt(() => readDefaults(document.defaults, path, folder));
  const origin = { prefix: `${path}: `, folder, ...(defaults && { defaults }) };
  const contexts = attempt(() => readContexts(document.contexts, origin));
  throwErrors(errors);
  return { contexts: contexts ?? new Map() };
}

function readDefaults(value: unknown, path: string, folder: string): SettingsLayer | undefined {
  if (value === undefined) return undefined;
  const group = settingsGroup(value, `${path}: defaults`);
  return settingsLayer(group, (setting) => `${path}: defaults.${setting}`, folder);
}

/** Refuses what looks like a variable, which nobody would fill in, and what only looks like plain data. */
function refuseUnfit(data: unknown, path: string): void {
  const visit = (value: unknown, place: string, depth: number): void => {
    if (depth > DEPTH_LIMIT) {
      throw new SecurityError('ERR_SETTING_INVALID', {
        place: path,
        reason: `is nested more than ${DEPTH_LIMIT} levels deep`,
        action: 'Write the settings flat; an alias (*name) must not lead back to itself.',
      });
    }
    if (typeof value === 'string' && value.includes('${')) {
      throw new SecurityError('ERR_SETTING_INVALID', {
        place: place === '' ? path : `${path}: ${place}`,
        reason: 'holds ${…}, and variables are not filled in',
        action:
          'Put a secret into a file and name it with passwordFile or passphraseFile, ' +
          'or set the environment variable SECURITY_CONTEXT_<NAME>_<KEY>.',
      });
    }
    if (typeof value !== 'object' || value === null) return;
    const list = Array.isArray(value);
    for (const [key, entry] of Object.entries(value)) {
      visit(entry, list ? `${place}[${key}]` : place === '' ? key : `${place}.${key}`, depth + 1);
    }
  };
  visit(data, '', 0);
}
