import type { Document, LineCounter, visit } from 'yaml';
import { SecurityError } from '../../errors/security-error.js';

/** Aliases (`*name`) a settings file may use. */
const ALIAS_LIMIT = 100;
/** What the parser's codes mean. Its own messages and pictures quote the file, which may hold a password. */
const MEANINGS: Readonly<Record<string, string>> = {
  BAD_INDENT: 'the indentation is wrong, or a bracket is not closed',
  BAD_DQ_ESCAPE: 'an escape in a quoted text is unknown',
  BAD_SCALAR_START: 'a value begins with a character that needs quotes',
  BAD_DIRECTIVE: 'a directive is unknown',
  DUPLICATE_KEY: 'a key is written twice',
  MISSING_CHAR: 'a quote, bracket, comma or colon is missing',
  MULTIPLE_DOCS: 'there is more than one document in it',
  NON_STRING_KEY: 'a key is not text',
  RESOURCE_EXHAUSTION: 'it is nested too deeply',
  TAB_AS_INDENT: 'a tab is used to indent',
  TAG_RESOLVE_FAILED: 'a tag (!…) is used; settings are plain data',
};

/**
 * Reads YAML, or JSON when `json` is set, as plain data. Errors name line and column, never the text itself.
 * @throws SecurityError `ERR_SETTING_INVALID`
 */
export async function parseSettings(text: string, place: string, json: boolean): Promise<unknown> {
  const yaml = await import('yaml');
  const lines = new yaml.LineCounter();
  const document = yaml.parseDocument(text, {
    version: '1.2',
    schema: 'core',
    customTags: [],
    resolveKnownTags: false,
    merge: false,
    stringKeys: true,
    uniqueKeys: true,
    prettyErrors: false,
    logLevel: 'error',
    lineCounter: lines,
  });
  if (json) {
    const problem = jsonProblem(text);
    if (problem !== undefined) {
      throw syntaxError(document.errors[0] ?? problem, lines, place, 'is not JSON');
    }
  }
  const [problem] = json
    ? document.errors.filter(({ code }) => code === 'DUPLICATE_KEY')
    : [...document.errors, ...document.warnings];
  if (problem !== undefined) throw syntaxError(problem, lines, place, 'is not valid YAML');
  refuseLooseAliases(yaml, document, lines, place);
  try {
    return json ? JSON.parse(text) : document.toJS({ maxAliasCount: ALIAS_LIMIT });
  } catch {
    throw new SecurityError('ERR_SETTING_INVALID', {
      place,
      reason: 'its aliases (*name) multiply too much',
      action: `Write the values out; at most ${ALIAS_LIMIT} aliases are followed.`,
    });
  }
}

interface Problem {
  readonly code: string;
  /** Where it is, in characters; unknown where Node does not tell. */
  readonly pos?: readonly [number, number];
}

/** What keeps the text from being JSON. Of Node's message only the position is used: the rest quotes the file. */
function jsonProblem(text: string): Problem | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    const [, position] = /at position (\d+)/.exec(String(error)) ?? [];
    const at = Number(position);
    return { code: '', ...(position !== undefined && { pos: [at, at] }) };
  }
}

function refuseLooseAliases(
  yaml: { readonly visit: typeof visit },
  document: Document,
  lines: LineCounter,
  place: string,
): void {
  yaml.visit(document, {
    Alias: (_key, alias) => {
      if (alias.resolve(document) !== undefined) return;
      const start = alias.range?.[0] ?? 0;
      throw syntaxError(
        { code: '', pos: [start, start] },
        lines,
        place,
        'has an alias (*name) without anchor',
      );
    },
  });
}

function syntaxError(problem: Problem, lines: LineCounter, place: string, what: string): SecurityError {
  const meaning = MEANINGS[problem.code];
  const { line, col } = lines.linePos(problem.pos?.[0] ?? 0);
  return new SecurityError('ERR_SETTING_INVALID', {
    place: problem.pos === undefined ? place : `${place}, line ${line}, column ${col}`,
    reason: meaning === undefined ? what : `${what}: ${meaning}`,
    action: 'Correct the file there.',
  });
}
