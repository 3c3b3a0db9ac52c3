import { createHash } from 'node:crypto';
import { CqlFailure, invalidRequest } from './failure.js';
import type { CqlAnswer } from './frame.js';
import { createdResult, keyspaceResult, rowsResult, voidResult } from './result.js';
import type { CqlRows, PreparedShape } from './result.js';
import type { CqlNode, CqlRing } from './ring.js';
import type { CqlCondition, CqlStatement } from './statement.js';
import { columnOf } from './store.js';
import { systemTable } from './system-tables.js';
import type { CqlRow } from './store.js';
import { checkValue, columnType, text } from './types.js';

type On<Kind> = Extract<CqlStatement, { readonly kind: Kind }>;
type Values = readonly (Buffer | null)[];

/** Carries statements out on one node, for one connection. */
export class Execution {
  readonly #ring: CqlRing;
  readonly #node: CqlNode;
  #keyspace: string | undefined;

  constructor(ring: CqlRing, node: CqlNode) {
    this.#ring = ring;
    this.#node = node;
  }

  /** @throws CqlFailure */
  run(statement: CqlStatement, values: Values): CqlAnswer {
    switch (statement.kind) {
      case 'use':
        this.#keyspace = statement.keyspace;
        return keyspaceResult(statement.keyspace);
      case 'createKeyspace': {
        const isNew = this.#ring.store.createKeyspace(statement.keyspace, statement.ifNotExists);
        return isNew ? createdResult(statement.keyspace) : voidResult;
      }
      case 'createTable':
        return this.#createTable(statement);
      case 'insert':
        this.#ring.store.insert(
          this.#keyspaceOf(statement),
          statement.table,
          bound(statement.values, values),
        );
        return voidResult;
      case 'select':
        return rowsResult(this.#select(statement, values));
    }
  }

  /** What a statement takes and gives, before it is carried out. @throws CqlFailure */
  shape(cql: string, statement: CqlStatement): PreparedShape {
    const id = createHash('md5')
      .update(`${this.#keyspace ?? ''} ${cql}`)
      .digest();
    if (statement.kind !== 'insert' && statement.kind !== 'select') {
      return { id, markers: { keyspace: '', table: '', columns: {} }, partitionKey: [] };
    }
    const table = this.#read(statement);
    const conditions = statement.kind === 'insert' ? statement.values : statement.where;
    const marked = conditions.filter(({ term }) => 'marker' in term).map(({ column }) => column);
    const columns = Object.fromEntries(marked.map((column) => [column, columnOf(table, column)]));
    const [first] = table.key;
    const at = first === undefined ? -1 : marked.indexOf(first);
    return {
      id,
      markers: { keyspace: table.keyspace, table: table.table, columns },
      partitionKey: at < 0 ? [] : [at],
      ...(statement.kind === 'select' ? { result: { ...table, columns: chosen(statement, table) } } : {}),
    };
  }

  #createTable(statement: On<'createTable'>): CqlAnswer {
    const { table: name, key, ifNotExists } = statement;
    const keyspace = this.#keyspaceOf(statement);
    const columns = Object.fromEntries(
      Object.entries(statement.columns).map(([column, type]) => [column, columnType(type)]),
    );
    for (const column of key) columnOf({ columns }, column);
    const isNew = this.#ring.store.createTable({ keyspace, name, columns, key }, ifNotExists);
    return isNew ? createdResult(keyspace, name) : voidResult;
  }

  #select(statement: On<'select'>, values: Values): CqlRows {
    const table = this.#read(statement);
    const wanted = Object.entries(bound(statement.where, values));
    for (const [column, value] of wanted) checkValue(columnOf(table, column), value);
    const rows = table.rows.filter((row) => wanted.every(([column, value]) => same(row[column], value)));
    return { ...table, columns: chosen(statement, table), rows: rows.slice(0, statement.limit) };
  }

  #read(on: On<'select'> | On<'insert'>): CqlRows & { readonly key: readonly string[] } {
    const keyspace = this.#keyspaceOf(on);
    const system = systemTable(keyspace, on.table, this.#ring, this.#node);
    if (system !== undefined) return { ...system, key: [] };
    const { columns, rows, key } = this.#ring.store.table(keyspace, on.table);
    return { keyspace, table: on.table, columns, rows, key };
  }

  #keyspaceOf({ keyspace = this.#keyspace }: { readonly keyspace?: string }): string {
    if (keyspace !== undefined) return keyspace;
    throw new CqlFailure(invalidRequest, 'No keyspace has been specified. USE a keyspace, or specify one');
  }
}

function chosen(statement: On<'select'>, table: CqlRows): CqlRows['columns'] {
  if (statement.columns === '*') return table.columns;
  return Object.fromEntries(statement.columns.map((name) => [name, columnOf(table, name)]));
}

/** Values by column; markers take what came with the request, in order. */
function bound(conditions: readonly CqlCondition[], values: Values): CqlRow {
  const left = [...values];
  const row = conditions.map(({ column, term }) => {
    if (!('marker' in term)) return [column, text(term.text)] as const;
    const value = left.shift();
    if (value === undefined) throw new CqlFailure(invalidRequest, 'Invalid amount of bind variables');
    return [column, value] as const;
  });
  if (left.length > 0) throw new CqlFailure(invalidRequest, 'Invalid amount of bind variables');
  return Object.fromEntries(row);
}

function same(stored: Buffer | null | undefined, wanted: Buffer | null): boolean {
  return wanted !== null && stored?.equals(wanted) === true;
}
