import type { CrateCluster, CrateRow } from './cluster.js';
import { SqlError, unreadable } from './sql-error.js';
import { Tokens } from './tokens.js';

/** What a statement gives. */
export interface SqlResult {
  readonly cols: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
  readonly rowcount: number;
}

/**
 * Runs one statement: CREATE, DROP and REFRESH TABLE, CREATE and DROP BLOB TABLE, INSERT, DELETE, and SELECT of literals or of a
 * table, with `WHERE column = value AND …` and LIMIT.
 * @throws SqlError
 */
export function runStatement(cluster: CrateCluster, statement: string, args: readonly unknown[]): SqlResult {
  const tokens = new Tokens(statement, args);
  const result = run(cluster, tokens);
  tokens.end();
  return result;
}

function run(cluster: CrateCluster, tokens: Tokens): SqlResult {
  if (tokens.take('select')) return select(cluster, tokens);
  if (tokens.take('insert', 'into')) return count(insert(cluster, tokens));
  if (tokens.take('create', 'table')) return count(create(cluster, tokens));
  if (tokens.take('create', 'blob', 'table')) return count(createBlobs(cluster, tokens));
  if (tokens.take('drop', 'table')) {
    const ifExists = tokens.take('if', 'exists');
    return count(cluster.drop(tokens.name(), ifExists));
  }
  if (tokens.take('drop', 'blob', 'table')) return count(cluster.dropBlobs(tokens.name()));
  if (tokens.take('refresh', 'table')) return count(tokens.list(() => cluster.table(tokens.name())).length);
  if (tokens.take('delete', 'from')) {
    const { rows } = cluster.table(tokens.name());
    const gone = rows.filter(condition(tokens));
    for (const row of gone) rows.splice(rows.indexOf(row), 1);
    return count(gone.length);
  }
  throw unreadable(tokens.ahead);
}

function count(rowcount: number): SqlResult {
  return { cols: [], rows: [], rowcount };
}

function create(cluster: CrateCluster, tokens: Tokens): number {
  const ifNotExists = tokens.take('if', 'not', 'exists');
  const name = tokens.name();
  tokens.expect('(');
  const columns = tokens.list(() => {
    const column = tokens.name();
    for (let depth = 0; depth > 0 || ![',', ')'].includes(tokens.ahead);) {
      const token = tokens.next();
      if (token === '(') depth += 1;
      if (token === ')') depth -= 1;
    }
    return column;
  });
  tokens.expect(')');
  return cluster.create(name, columns, ifNotExists);
}

function createBlobs(cluster: CrateCluster, tokens: Tokens): number {
  const name = tokens.name();
  while (tokens.ahead !== '') tokens.next();
  return cluster.createBlobs(name);
}

function insert(cluster: CrateCluster, tokens: Tokens): number {
  const table = cluster.table(tokens.name());
  const named = tokens.take('(');
  const columns = named ? tokens.list(() => tokens.name()) : table.columns;
  if (named) tokens.expect(')');
  for (const column of columns) known(column, table.columns);
  tokens.expect('values');
  const rows = tokens.list((): CrateRow => {
    tokens.expect('(');
    const values = tokens.list(() => tokens.value());
    tokens.expect(')');
    return Object.fromEntries(columns.map((column, index) => [column, values[index] ?? null]));
  });
  table.rows.push(...rows);
  return rows.length;
}

function select(cluster: CrateCluster, tokens: Tokens): SqlResult {
  if (/^[\d?$'-]/.test(tokens.ahead)) {
    const cols: string[] = [];
    const row = tokens.list(() => {
      cols.push(tokens.ahead);
      return tokens.value();
    });
    return { cols, rows: [row], rowcount: 1 };
  }
  const counting = tokens.take('count', '(', '*', ')');
  const chosen = counting || tokens.take('*') ? undefined : tokens.list(() => tokens.name());
  tokens.expect('from');
  const name = tokens.name();
  const { columns, rows } =
    name === 'sys.cluster'
      ? { columns: ['name'], rows: [{ name: cluster.name }] as CrateRow[] }
      : cluster.table(name);
  const cols = chosen ?? columns;
  for (const column of cols) known(column, columns);
  const found = rows.filter(condition(tokens));
  if (counting) return { cols: ['count(*)'], rows: [[found.length]], rowcount: 1 };
  const limit = tokens.take('limit') ? Number(tokens.value()) : found.length;
  const given = found.slice(0, limit).map((row) => cols.map((column) => row[column] ?? null));
  return { cols, rows: given, rowcount: given.length };
}

function condition(tokens: Tokens): (row: CrateRow) => boolean {
  if (!tokens.take('where')) return () => true;
  const wanted: (readonly [string, unknown])[] = [];
  do {
    const column = tokens.name();
    tokens.expect('=');
    wanted.push([column, tokens.value()]);
  } while (tokens.take('and'));
  return (row) => wanted.every(([column, value]) => row[column] === value);
}

function known(column: string, columns: readonly string[]): void {
  if (columns.includes(column)) return;
  throw new SqlError(404, 4043, `ColumnUnknownException[Column ${column} unknown]`);
}
