import * as v from 'valibot';
import { SecurityError, throwErrors, type SecurityErrorCode } from '../errors/security-error.js';
import { unknownAction } from './driver-words.js';

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
  throwErrors(result.issues.slice(0, MOST).map((issue) => issueError(issue, placeOf)));
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
  if (issue.expected !== 'never') return ['ERR_SETTING_INVALID', valueAction(issue.message)];
  return issue.message.startsWith('unknown')
    ? ['ERR_SETTING_UNKNOWN', unknownAction(String(issue.input))]
    : ['ERR_SETTING_CONFLICT', 'Keep one of the two.'];
}

/** What to do about a value, by what is wrong with it. */
export function valueAction(reason: string): string {
  return ACTIONS.find(([pattern]) => pattern.test(reason))?.[1] ?? 'Write it so, or leave it out.';
}

const ACTIONS: readonly (readonly [pattern: RegExp, action: string])[] = [
  [/is missing$/, 'Add it.'],
  [/must not be empty$/, 'Give it a value, or leave it out.'],
  [/is null$/, 'Give it a value, or leave it out.'],
  [/must be (true or false|a number\b.*), is a string$/, 'Write it without quotes.'],
  [/must be text, is a (number|boolean)$/, 'Put it in quotes.'],
  [/must be a group of settings/, 'Write one key for each setting in it, or leave it out.'],
];

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
