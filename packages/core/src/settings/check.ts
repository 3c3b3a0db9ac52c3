import * as v from 'valibot';
import { collectErrors, SecurityError, type SecurityErrorCode } from '../errors/security-error.js';

/** How many mistakes are told at once. */
const MOST = 20;

/**
 * Checks a value against a schema. Messages name place and reason, never the value.
 * @throws SecurityError `ERR_SETTING_UNKNOWN`, `ERR_SETTING_INVALID`, `ERR_SETTING_CONFLICT`
 */
export function checkSettings(
  schema: v.GenericSchema,
  value: unknown,
  placeOf: (path: string) => string,
): void {
  const result = v.safeParse(schema, value, { abortPipeEarly: true });
  if (result.success) return;
  const [first, ...others] = result.issues.slice(0, MOST).map((issue) => issueError(issue, placeOf));
  if (first !== undefined) throw collectErrors([first, ...others]);
}

function issueError(issue: v.BaseIssue<unknown>, placeOf: (path: string) => string): SecurityError {
  const [code, action] = kindOf(issue);
  return new SecurityError(code, {
    place: placeOf(pathText(issue)).trim() || 'settings',
    reason: issue.message,
    action,
  });
}

function kindOf(issue: v.BaseIssue<unknown>): [code: SecurityErrorCode, action: string] {
  if (issue.expected !== 'never') return ['ERR_SETTING_INVALID', 'Correct the value.'];
  return issue.message.startsWith('unknown')
    ? ['ERR_SETTING_UNKNOWN', 'Correct the word or leave it out.']
    : ['ERR_SETTING_CONFLICT', 'Keep one of the two.'];
}

function pathText(issue: v.BaseIssue<unknown>): string {
  let text = '';
  for (const { key } of issue.path ?? []) {
    text += typeof key === 'number' ? `[${key}]` : `${text === '' ? '' : '.'}${keyText(key)}`;
  }
  return text;
}

/** A key is the user's text: one line of it will do. */
function keyText(key: unknown): string {
  const text = String(key).replace(/\p{Cc}/gu, '?');
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
