import { collectErrors, SecurityError } from '../errors/security-error.js';
import { environmentName } from './context-name.js';
import { ENVIRONMENT_KEYS, keyOfSetting, KEYS_IN_CODE } from './environment-keys.js';
import { environmentValue } from './environment-value.js';
import type { SettingsLayer } from './layers.js';
import { nearestWord } from './nearest.js';
import type { SecuritySettings } from './security-settings.js';

const PREFIX = 'SECURITY_CONTEXT_';
const FOR_ALL = ['FILE', 'REFUSE_INSECURE'];
const place = (variable: string): string => `environment variable ${variable}`;

/** What the environment says about one context. */
export interface EnvironmentLayer extends SettingsLayer {
  readonly url?: string;
  readonly adapter?: string;
}

/** The settings file `SECURITY_CONTEXT_FILE` names. @throws SecurityError `ERR_SETTING_INVALID` */
export function environmentFile(env: NodeJS.ProcessEnv): string | undefined {
  const path = env[`${PREFIX}FILE`];
  return path === undefined ? undefined : String(environmentValue(path, 'text', place(`${PREFIX}FILE`)));
}

/**
 * Reads `SECURITY_CONTEXT_<NAME>_<KEY>` for these contexts; those without a variable are not in the result. `NAME` is
 * the context's name in upper case with `_` for `-`; the longest name wins. `KEY` is the setting's path,
 * `TRUST_ANCHORS` for `trust.anchors`; the entries of a list of paths are divided as in `PATH`.
 * @param complete - whether there are no contexts but these, so that every other variable is an error
 * @throws SecurityError with all that is wrong: `ERR_SETTING_UNKNOWN`, `ERR_SETTING_INVALID`, `ERR_SETTING_CONFLICT`
 */
export function readEnvironment(
  env: NodeJS.ProcessEnv,
  names: readonly string[],
  { complete }: { readonly complete: boolean },
): Map<string, EnvironmentLayer> {
  const errors: SecurityError[] = [];
  const drafts = new Map<string, Draft>();
  const byLength = [...names].sort((a, b) => b.length - a.length);
  for (const [variable, text] of Object.entries(env)) {
    const word = wordOf(variable);
    if (word === undefined || text === undefined || word === 'FILE') continue;
    try {
      if (word === 'REFUSE_INSECURE') {
        environmentValue(text, 'yes-no', place(variable));
        continue;
      }
      const name = byLength.find((candidate) => word.startsWith(`${environmentName(candidate)}_`));
      if (name === undefined) {
        refuseStray(word, variable, names, complete);
        continue;
      }
      const draft = drafts.get(name) ?? new Draft(name);
      if (draft.take(word.slice(name.length + 1), variable, text, complete)) drafts.set(name, draft);
    } catch (error) {
      if (!SecurityError.is(error)) throw error;
      errors.push(error);
    }
  }
  const [first, ...others] = errors;
  if (first !== undefined) throw collectErrors([first, ...others]);
  return new Map([...drafts].map(([name, draft]) => [name, draft.layer()]));
}

function wordOf(variable: string): string | undefined {
  // Windows keeps variables in whatever case they were set.
  const word = process.platform === 'win32' ? variable.toUpperCase() : variable;
  return word.startsWith(PREFIX) ? word.slice(PREFIX.length) : undefined;
}

/** The settings of one context while its variables are read. */
class Draft {
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
      settings: settings as SecuritySettings,
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

function endsInKey(word: string): boolean {
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

/** A variable of no context: another process's business, unless nobody else can be meant. */
function refuseStray(word: string, variable: string, names: readonly string[], complete: boolean): void {
  const near = endsInKey(word) ? undefined : nearestWord(word, FOR_ALL);
  if (!complete && near === undefined) return;
  const contexts = names.length === 0 ? 'there are none' : `they are ${names.join(', ')}`;
  throw new SecurityError('ERR_SETTING_UNKNOWN', {
    place: place(variable),
    reason:
      near === undefined
        ? `names none of the contexts; ${contexts}`
        : `unknown setting; did you mean ${PREFIX}${near}?`,
    action: 'Correct the name, or unset it.',
  });
}
