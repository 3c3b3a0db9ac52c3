import { SecurityError, throwErrors } from '../../errors/security-error.js';
import { environmentName } from '../context-name.js';
import { EnvironmentDraft, endsInKey, place, PREFIX, type EnvironmentLayer } from './layer.js';
import { ENVIRONMENT_KEYS, KEYS_IN_CODE } from './keys.js';
import { environmentValue } from './value.js';
import { nearestWord } from '../nearest.js';

const FOR_ALL = ['FILE', 'REFUSE_INSECURE'];

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
  const drafts = new Map<string, EnvironmentDraft>();
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
        refuseNameless(word, variable, names);
        refuseStray(word, variable, names, complete);
        continue;
      }
      const draft = drafts.get(name) ?? new EnvironmentDraft(name);
      if (draft.take(word.slice(name.length + 1), variable, text, complete)) drafts.set(name, draft);
    } catch (error) {
      if (!SecurityError.is(error)) throw error;
      errors.push(error);
    }
  }
  throwErrors(errors);
  return new Map([...drafts].map(([name, draft]) => [name, draft.layer()]));
}

function wordOf(variable: string): string | undefined {
  // Windows keeps variables in whatever case they were set.
  const word = process.platform === 'win32' ? variable.toUpperCase() : variable;
  return word.startsWith(PREFIX) ? word.slice(PREFIX.length) : undefined;
}

/** A key without the name of a context, well written or not: nobody can be meant, and nobody would obey it. */
function refuseNameless(word: string, variable: string, names: readonly string[]): void {
  if (endsInKey(word)) return;
  const keys = [...Object.keys(ENVIRONMENT_KEYS), ...KEYS_IN_CODE].filter((key) => !FOR_ALL.includes(key));
  const key = keys.includes(word) ? word : nearestWord(word, keys);
  if (key === undefined || key.split('_')[0] !== word.split('_')[0]) return;
  const [only] = names;
  const own = only !== undefined && names.length === 1 ? `${PREFIX}${environmentName(only)}_${key} or ` : '';
  throw new SecurityError('ERR_SETTING_UNKNOWN', {
    place: place(variable),
    reason: 'names no context',
    action: `Write ${own}${PREFIX}<NAME>_${key}, or unset it.`,
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

export type { EnvironmentLayer };
