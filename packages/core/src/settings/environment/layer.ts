import { SecurityError } from '../../errors/security-error.js';
import { environmentName } from '../context-name.js';
import { ENVIRONMENT_KEYS, keyOfSetting, KEYS_IN_CODE } from './keys.js';
import { environmentValue } from './value.js';
import type { SettingsLayer } from '../layers.js';
import { nearestWord } from '../nearest.js';

/** What every variable begins with. */
export const PREFIX = 'SECURITY_CONTEXT_';
/** The place of a variable in errors. */
export const place = (variable: string): string => `environment variable ${variable}`;

/** What the environment says about one context. */
export interface EnvironmentLayer extends SettingsLayer {
  readonly url?: string;
  readonly adapter?: string;
}

/** The settings of one context while its variables are read. */
export class EnvironmentDraft {
  readonly #prefix: string;
  readonly #settings: Record<string, unknown> = {};
  readonly #set = new Map<string, string>();

  constructor(name: string) {
    this.#prefix = `${PREFIX}${environmentName(name)}_`;
  }

  /** Takes one variable; `false` when it can only be another context's. @throws SecurityError */
  take(word: string, variable: string, text: string, complete: boolean): boolean {
    const key = Object.hasOwn(ENVIRONMENT_KEYS, word) ? ENVIRONMENT_KEYS[word] : undefined;
    if (key === undefined) {
      if (!complete && endsInKey(word)) return false;
      throw unknownKey(word, variable);
    }
    const value = environmentValue(text, key.kind, place(variable));
    const steps = key.path.split('.');
    let group = this.#settings;
    for (const [index, step] of steps.entries()) {
      const last = index === steps.length - 1;
      const old = Object.hasOwn(group, step) ? group[step] : undefined;
      if (old !== undefined && (last || typeof old !== 'object')) this.#refuseBoth(key.path, variable);
      if (last) group[step] = value;
      else group = (group[step] ??= {}) as Record<string, unknown>;
    }
    this.#set.set(key.path, variable);
    return true;
  }

  layer(): EnvironmentLayer {
    const { url, adapter, ...settings } = this.#settings;
    return {
      settings,
      placeOf: (path) => this.#placeOf(path),
      ...(typeof url === 'string' && { url }),
      ...(typeof adapter === 'string' && { adapter }),
    };
  }

  /** The variable of a setting, set or not, for a group the first one set. */
  #placeOf(path: string): string {
    for (let part = path; part !== ''; part = part.replace(/(\.[^.[]*|\[\d+\]|^[^.[]*)$/, '')) {
      const key = this.#set.has(part) || part === path ? keyOfSetting(part) : undefined;
      if (key !== undefined) return place(`${this.#prefix}${key}`);
    }
    const [, first] = [...this.#set].find(([set]) => set.startsWith(`${path}.`)) ?? [];
    return first === undefined ? `environment variables ${this.#prefix}*: ${path}` : place(first);
  }

  #refuseBoth(path: string, variable: string): never {
    const [group = path] = path.split('.');
    const other = [...this.#set].find(([set]) => set === group || set.startsWith(`${group}.`))?.[1];
    throw new SecurityError('ERR_SETTING_CONFLICT', {
      place: `${place(other ?? variable)} and ${variable}`,
      reason: 'the two exclude each other',
      action: 'Unset one of them.',
    });
  }
}

/** Whether a word can be the key of a context whose name is longer than ours. */
export function endsInKey(word: string): boolean {
  return [...Object.keys(ENVIRONMENT_KEYS), ...KEYS_IN_CODE].some((key) => word.endsWith(`_${key}`));
}

function unknownKey(word: string, variable: string): SecurityError {
  const inCode = KEYS_IN_CODE.includes(word);
  const near = nearestWord(word, Object.keys(ENVIRONMENT_KEYS));
  const prefix = variable.slice(0, variable.length - word.length);
  return new SecurityError('ERR_SETTING_UNKNOWN', {
    place: place(variable),
    reason: inCode
      ? 'cannot be given in the environment'
      : `unknown setting${near === undefined ? '' : `; did you mean ${prefix}${near}?`}`,
    action: inCode ? 'Give it in the settings file or in code.' : 'Correct the name, or unset it.',
  });
}
