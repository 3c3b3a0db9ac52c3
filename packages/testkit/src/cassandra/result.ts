import { bytes, int, short, shortBytes, string } from './body.js';
import { opcode } from './frame.js';
import type { CqlAnswer } from './frame.js';
import type { CqlRow } from './store.js';
import type { CqlType } from './types.js';

/** Columns of one table, and rows. */
export interface CqlRows {
  readonly keyspace: string;
  readonly table: string;
  readonly columns: Readonly<Record<string, CqlType>>;
  readonly rows: readonly CqlRow[];
}

/** What a prepared statement takes and gives. */
export interface PreparedShape {
  readonly id: Buffer;
  readonly markers: Omit<CqlRows, 'rows'>;
  /** Which markers make the partition key, in its order. */
  readonly partitionKey: readonly number[];
  readonly result?: Omit<CqlRows, 'rows'>;
}

const oneTable = 1;
const noMetadata = 4;

export const voidResult: CqlAnswer = { opcode: opcode.result, body: int(1) };

export function rowsResult(result: CqlRows): CqlAnswer {
  const names = Object.keys(result.columns);
  const cells = result.rows.flatMap((row) => names.map((name) => bytes(row[name] ?? null)));
  return answer(2, metadata(result), int(result.rows.length), ...cells);
}

export function keyspaceResult(keyspace: string): CqlAnswer {
  return answer(3, string(keyspace));
}

/** Version 4 of the protocol tells the partition key, version 3 does not. */
export function preparedResult(shape: PreparedShape, version: number): CqlAnswer {
  const { id, markers, partitionKey, result } = shape;
  const key = Buffer.concat([int(partitionKey.length), ...partitionKey.map(short)]);
  return answer(
    4,
    shortBytes(id),
    metadata(markers, version >= 4 ? key : undefined),
    result === undefined ? Buffer.concat([int(noMetadata), int(0)]) : metadata(result),
  );
}

export function createdResult(keyspace: string, table?: string): CqlAnswer {
  const target = table === undefined ? [string('KEYSPACE')] : [string('TABLE')];
  const names = table === undefined ? [string(keyspace)] : [string(keyspace), string(table)];
  return answer(5, string('CREATED'), ...target, ...names);
}

function answer(kind: number, ...parts: readonly Buffer[]): CqlAnswer {
  return { opcode: opcode.result, body: Buffer.concat([int(kind), ...parts]) };
}

function metadata(
  { keyspace, table, columns }: Omit<CqlRows, 'rows'>,
  key: Buffer = Buffer.alloc(0),
): Buffer {
  const entries = Object.entries(columns);
  return Buffer.concat([
    int(oneTable),
    int(entries.length),
    key,
    string(keyspace),
    string(table),
    ...entries.flatMap(([name, type]) => [string(name), type.definition]),
  ]);
}
