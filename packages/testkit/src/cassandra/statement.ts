import { CqlFailure, syntaxError } from './failure.js';

/** A value in a statement: the next `?`, or text in quotes. */
export type CqlTerm = { readonly marker: true } | { readonly text: string };

/** `name = value`. */
export interface CqlCondition {
  readonly column: string;
  readonly term: CqlTerm;
}

interface OnTable {
  /** Absent: that of the connection (`USE`). */
  readonly keyspace?: string;
  readonly table: string;
}

/** A statement the double can carry out. */
export type CqlStatement =
  | { readonly kind: 'use'; readonly keyspace: string }
  | { readonly kind: 'createKeyspace'; readonly keyspace: string; readonly ifNotExists: boolean }
  | (OnTable & {
      readonly kind: 'createTable';
      readonly ifNotExists: boolean;
      readonly columns: Readonly<Record<string, string>>;
      readonly key: readonly string[];
    })
  | (OnTable & { readonly kind: 'insert'; readonly values: readonly CqlCondition[] })
  | (OnTable & {
      readonly kind: 'select';
      /** `'*'`, or names. */
      readonly columns: '*' | readonly string[];
      readonly where: readonly CqlCondition[];
      readonly limit?: number;
    });

const NAME = String.raw`"?(\w+)"?`;
const TABLE = String.raw`(?:"?(\w+)"?\.)?"?(\w+)"?`;
const USE = new RegExp(`^use ${NAME}$`, 'i');
const CREATE_KEYSPACE = new RegExp(`^create keyspace (if not exists )?${NAME} with .*$`, 'i');
const CREATE_TABLE = new RegExp(`^create table (if not exists )?${TABLE} ?\\((.*)\\)(?: with .*)?$`, 'i');
const INSERT = new RegExp(`^insert into ${TABLE} ?\\(([^)]*)\\) values ?\\((.*)\\)$`, 'i');
const SELECT = new RegExp(`^select (.+?) from ${TABLE}(?: where (.+?))?(?: limit (\\d+))?$`, 'i');
const PRIMARY_KEY = /, ?primary key ?\((.*)\)\s*$/i;

/** Reads a statement. @throws CqlFailure for what the double does not know */
export function parseStatement(cql: string): CqlStatement {
  const plain = cql.replaceAll(/\s+/g, ' ').trim().replace(/ ?;$/, '');
  const found =
    use(USE.exec(plain)) ??
    createKeyspace(CREATE_KEYSPACE.exec(plain)) ??
    createTable(CREATE_TABLE.exec(plain)) ??
    insert(INSERT.exec(plain)) ??
    select(SELECT.exec(plain));
  if (found === undefined) {
    throw new CqlFailure(
      syntaxError,
      `The double does not know the statement ${plain.split(' ', 1)[0] ?? ''}`,
    );
  }
  return found;
}

type Match = RegExpExecArray | null;

function use(match: Match): CqlStatement | undefined {
  return match === null ? undefined : { kind: 'use', keyspace: match[1] ?? '' };
}

function createKeyspace(match: Match): CqlStatement | undefined {
  if (match === null) return undefined;
  return { kind: 'createKeyspace', keyspace: match[2] ?? '', ifNotExists: match[1] !== undefined };
}

function createTable(match: Match): CqlStatement | undefined {
  if (match === null) return undefined;
  const [, ifNotExists, keyspace, table, body = ''] = match;
  const apart = PRIMARY_KEY.exec(body);
  const definitions = listed(apart === null ? body : body.slice(0, apart.index)).map((one) => one.split(' '));
  const columns = Object.fromEntries(definitions.map(([name = '', type = '']) => [unquoted(name), type]));
  const inline = definitions.filter((words) => /^primary$/i.test(words[2] ?? '')).map(([name = '']) => name);
  const key = apart === null ? inline : listed((apart[1] ?? '').replaceAll(/[()]/g, ''));
  if (key.length === 0) throw new CqlFailure(syntaxError, 'No PRIMARY KEY specified (exactly one required)');
  return {
    kind: 'createTable',
    ifNotExists: ifNotExists !== undefined,
    ...target(keyspace, table),
    columns,
    key: key.map(unquoted),
  };
}

function insert(match: Match): CqlStatement | undefined {
  if (match === null) return undefined;
  const [, keyspace, table, names = '', terms = ''] = match;
  const columns = listed(names).map(unquoted);
  const values = listed(terms).map(term);
  if (columns.length !== values.length) throw new CqlFailure(syntaxError, 'Unmatched column names/values');
  return {
    kind: 'insert',
    ...target(keyspace, table),
    values: values.map((value, index) => ({ column: columns[index] ?? '', term: value })),
  };
}

function select(match: Match): CqlStatement | undefined {
  if (match === null) return undefined;
  const [, columns = '', keyspace, table, where = '', limit] = match;
  return {
    kind: 'select',
    ...target(keyspace, table),
    columns: columns === '*' ? '*' : listed(columns).map(unquoted),
    where: where === '' ? [] : where.split(/ and /i).map(condition),
    ...(limit === undefined ? {} : { limit: Number(limit) }),
  };
}

function condition(text: string): CqlCondition {
  const [column = '', value, more] = text.split('=');
  if (value === undefined || more !== undefined) throw new CqlFailure(syntaxError, 'The double knows = only');
  return { column: unquoted(column), term: term(value) };
}

function term(written: string): CqlTerm {
  const value = written.trim();
  if (value === '?') return { marker: true };
  const quoted = /^'([^']*)'$/.exec(value);
  if (quoted === null) throw new CqlFailure(syntaxError, 'The double knows ? and text in quotes only');
  return { text: quoted[1] ?? '' };
}

function target(keyspace: string | undefined, table = ''): OnTable {
  return { table, ...(keyspace === undefined ? {} : { keyspace }) };
}

function listed(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function unquoted(name: string): string {
  return name.trim().replaceAll('"', '');
}
