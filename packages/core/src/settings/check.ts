import * as v from 'valibot';
import { collectErrors, SecurityError } from '../errors/security-error.js';

/**
 * Checks a value against a schema. Messages name place and reason, never the value.
 * @throws SecurityError `ERR_SETTING_UNKNOWN`, `ERR_SETTING_INVALID`
 */
export function checkSettings(
  schema: v.GenericSchema,
  value: unknown,
  placeOf: (path: string) => string,
): void {
  const result = v.safeParse(schema, value, { abortPipeEarly: true });
  if (result.success) return;
  const [first, ...others] = result.issues.map((issue) => issueError(issue, placeOf));
  if (first !== undefined) throw collectErrors([first, ...others]);
}

function issueError(issue: v.BaseIssue<unknown>, placeOf: (path: string) => string): SecurityError {
  const unknown = issue.expected === 'never';
  return new SecurityError(unknown ? 'ERR_SETTING_UNKNOWN' : 'ERR_SETTING_INVALID', {
    place: placeOf(pathText(issue)),
    reason: issue.message,
    action: unknown ? 'Correct the word or leave it out.' : 'Correct the value.',
  });
}

function pathText(issue: v.BaseIssue<unknown>): string {
  let text = '';
  for (const { key } of issue.path ?? []) {
    text += typeof key === 'number' ? `[${key}]` : `${text === '' ? '' : '.'}${String(key)}`;
  }
  return text;
}
