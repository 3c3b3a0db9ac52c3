import { isIPv4 } from 'node:net';
import { bytes, int, short } from './body.js';
import { CqlFailure, invalidRequest, syntaxError } from './failure.js';

/** A column's type, as its definition in a result begins. Values stay the bytes they came as. */
export interface CqlType {
  readonly name: string;
  readonly definition: Buffer;
  /** How long a value must be; absent: any length. */
  readonly length?: number;
}

function simple(name: string, code: number, length?: number): CqlType {
  return { name, definition: short(code), ...(length === undefined ? {} : { length }) };
}

const varchar = simple('text', 0x0d);

/** The types that a table of the double may have, by their names in CQL. */
const columnTypes: Readonly<Record<string, CqlType>> = {
  text: varchar,
  varchar,
  int: simple('int', 0x09, 4),
  bigint: simple('bigint', 0x02, 8),
  double: simple('double', 0x07, 8),
  boolean: simple('boolean', 0x04, 1),
  timestamp: simple('timestamp', 0x0b, 8),
  uuid: simple('uuid', 0x0c, 16),
  blob: simple('blob', 0x03),
};

/** Types of the system's own tables. */
export const systemType = {
  text: varchar,
  boolean: simple('boolean', 0x04, 1),
  uuid: simple('uuid', 0x0c, 16),
  inet: simple('inet', 0x10),
  textSet: { name: 'set<text>', definition: Buffer.concat([short(0x22), short(0x0d)]) },
  textMap: { name: 'map<text, text>', definition: Buffer.concat([short(0x21), short(0x0d), short(0x0d)]) },
} as const satisfies Record<string, CqlType>;

/** The type a name of a `CREATE TABLE` stands for. @throws CqlFailure */
export function columnType(name: string): CqlType {
  const found = Object.hasOwn(columnTypes, name.toLowerCase()) ? columnTypes[name.toLowerCase()] : undefined;
  if (found === undefined) throw new CqlFailure(syntaxError, `Unknown type ${name}`);
  return found;
}

/** Refuses what could not be a value of the type, as a server does. @throws CqlFailure */
export function checkValue(type: CqlType, value: Buffer | null): void {
  if (value === null || type.length === undefined || value.length === type.length) return;
  throw new CqlFailure(invalidRequest, `Expected ${type.length} byte ${type.name} (${value.length})`);
}

export function text(value: string): Buffer {
  return Buffer.from(value, 'utf8');
}

export function uuid(value: string): Buffer {
  return Buffer.from(value.replaceAll('-', ''), 'hex');
}

export function boolean(value: boolean): Buffer {
  return Buffer.from([value ? 1 : 0]);
}

/** An IPv4 address. */
export function inet(value: string): Buffer {
  if (!isIPv4(value)) throw new Error(`no IPv4 address: ${value}`);
  return Buffer.from(value.split('.').map(Number));
}

export function textSet(values: readonly string[]): Buffer {
  return Buffer.concat([int(values.length), ...values.map((value) => bytes(text(value)))]);
}

export function textMap(entries: Readonly<Record<string, string>>): Buffer {
  const pairs = Object.entries(entries).map(([key, value]) =>
    Buffer.concat([bytes(text(key)), bytes(text(value))]),
  );
  return Buffer.concat([int(pairs.length), ...pairs]);
}
