import { SqlError } from './sql-error.js';

/** One row by column. */
export type CrateRow = Record<string, unknown>;

interface Table {
  readonly columns: readonly string[];
  readonly rows: CrateRow[];
}

/** What the servers of one cluster have in common: tables and blobs, in memory. */
export class CrateCluster {
  readonly name: string;
  readonly #tables = new Map<string, Table>();
  readonly #blobs = new Map<string, Map<string, Buffer>>();

  constructor(name = 'testkit') {
    this.name = name;
  }

  /** Every row of a table, in order of insertion; none of a table there is not. */
  rows(table: string): readonly CrateRow[] {
    return this.#tables.get(table)?.rows ?? [];
  }

  /** The blobs of a blob table by their digest; `undefined` if there is no such table. */
  blobs(table: string): Map<string, Buffer> | undefined {
    return this.#blobs.get(table);
  }

  /** @internal @throws SqlError for a table there is not */
  table(name: string): Table {
    const table = this.#tables.get(name);
    if (table === undefined) throw new SqlError(404, 4041, `RelationUnknown[Relation '${name}' unknown]`);
    return table;
  }

  /** @internal @throws SqlError for a table there is already, unless that is all right */
  create(name: string, columns: readonly string[], ifNotExists: boolean): number {
    if (this.#tables.has(name)) {
      if (ifNotExists) return 0;
      const message = `RelationAlreadyExists[Relation 'doc.${name}' already exists.]`;
      throw new SqlError(409, 4093, message);
    }
    this.#tables.set(name, { columns, rows: [] });
    return 1;
  }

  /** Makes a blob table, unless it is there. */
  createBlobs(name: string): number {
    if (!this.#blobs.has(name)) this.#blobs.set(name, new Map());
    return 1;
  }

  /** @internal @throws SqlError for a table there is not, unless that is all right */
  drop(name: string, ifExists: boolean): number {
    if (!ifExists) this.table(name);
    return this.#tables.delete(name) ? 1 : 0;
  }

  /** @internal */
  dropBlobs(name: string): number {
    return this.#blobs.delete(name) ? 1 : 0;
  }
}
