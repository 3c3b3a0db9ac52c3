import { string } from './body.js';
import { CqlFailure, alreadyExists, invalidRequest } from './failure.js';
import { checkValue } from './types.js';
import type { CqlType } from './types.js';

/** One row: a value's bytes by its column's name. */
export type CqlRow = Readonly<Record<string, Buffer | null>>;

/** A table and its rows. */
export interface CqlTable {
  readonly keyspace: string;
  readonly name: string;
  readonly columns: Readonly<Record<string, CqlType>>;
  /** Columns of the primary key; the first is the partition key. */
  readonly key: readonly string[];
  readonly rows: readonly CqlRow[];
}

interface StoredTable extends CqlTable {
  readonly byKey: Map<string, CqlRow>;
}

/** What the nodes of one cluster keep: keyspaces with tables. */
export class CqlStore {
  readonly #keyspaces = new Map<string, Map<string, StoredTable>>();

  get keyspaces(): readonly string[] {
    return [...this.#keyspaces.keys()];
  }

  /** @returns whether it is new. @throws CqlFailure if it exists and may not */
  createKeyspace(name: string, ifNotExists: boolean): boolean {
    if (this.#keyspaces.has(name)) return existing(ifNotExists, name);
    this.#keyspaces.set(name, new Map());
    return true;
  }

  /** @returns whether it is new. @throws CqlFailure if it exists and may not, or its keyspace does not */
  createTable(table: Omit<CqlTable, 'rows'>, ifNotExists: boolean): boolean {
    const tables = this.#tables(table.keyspace);
    if (tables.has(table.name)) return existing(ifNotExists, table.keyspace, table.name);
    const byKey = new Map<string, CqlRow>();
    tables.set(table.name, {
      ...table,
      byKey,
      get rows() {
        return [...byKey.values()];
      },
    });
    return true;
  }

  /** @throws CqlFailure if there is no such table */
  table(keyspace: string, name: string): CqlTable {
    return this.#table(keyspace, name);
  }

  /** Adds a row, or changes the one with its primary key. @throws CqlFailure */
  insert(keyspace: string, name: string, row: CqlRow): void {
    const table = this.#table(keyspace, name);
    for (const [column, value] of Object.entries(row)) checkValue(columnOf(table, column), value);
    const missing = table.key.find((column) => (row[column] ?? null) === null);
    if (missing !== undefined) {
      throw new CqlFailure(invalidRequest, `Some partition key parts are missing: ${missing}`);
    }
    const key = table.key.map((column) => row[column]?.toString('hex')).join();
    table.byKey.set(key, { ...table.byKey.get(key), ...row });
  }

  #tables(keyspace: string): Map<string, StoredTable> {
    const tables = this.#keyspaces.get(keyspace);
    if (tables === undefined) throw new CqlFailure(invalidRequest, `Keyspace ${keyspace} does not exist`);
    return tables;
  }

  #table(keyspace: string, name: string): StoredTable {
    const table = this.#tables(keyspace).get(name);
    if (table === undefined) throw new CqlFailure(invalidRequest, `table ${keyspace}.${name} does not exist`);
    return table;
  }
}

/** The type of a table's column. @throws CqlFailure */
export function columnOf({ columns }: Pick<CqlTable, 'columns'>, name: string): CqlType {
  const type = Object.hasOwn(columns, name) ? columns[name] : undefined;
  if (type === undefined) throw new CqlFailure(invalidRequest, `Undefined column name ${name}`);
  return type;
}

function existing(allowed: boolean, keyspace: string, table = ''): false {
  if (allowed) return false;
  const what = table === '' ? `Keyspace ${keyspace}` : `Table ${keyspace}.${table}`;
  const more = Buffer.concat([string(keyspace), string(table)]);
  throw new CqlFailure(alreadyExists, `${what} already exists`, more);
}
