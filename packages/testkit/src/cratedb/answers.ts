import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import type { HttpAnswer, HttpRequest } from '../http/double.js';
import type { CrateCluster } from './cluster.js';
import { SqlError } from './sql-error.js';
import { runStatement } from './statements.js';

/** The body of `POST /_sql`. */
export interface SqlBody {
  readonly stmt: string;
  readonly args?: readonly unknown[];
  readonly bulk_args?: readonly (readonly unknown[])[];
}

/** What was asked, unpacked. @throws SqlError */
export function readSqlBody({ body, headers }: HttpRequest): SqlBody {
  const text = (headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString();
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new SqlError(400, 4000, 'SQLParseException[Failed to parse source]');
  }
  if (typeof parsed === 'object' && parsed !== null && 'stmt' in parsed) return parsed as SqlBody;
  throw new SqlError(400, 4000, 'SQLParseException[Failed to parse source]');
}

/** Runs what was asked. @throws SqlError */
export function answerSql(cluster: CrateCluster, asked: SqlBody, withTypes: boolean): HttpAnswer {
  const { stmt, args = [], bulk_args } = asked;
  const started = performance.now();
  if (bulk_args !== undefined && bulk_args.length > 0) {
    const results = bulk_args.map((one) => ({ rowcount: runStatement(cluster, stmt, one).rowcount }));
    return { body: { cols: [], duration: performance.now() - started, results } };
  }
  const { cols, rows, rowcount } = runStatement(cluster, stmt, args);
  const col_types = cols.map((_, index) => typeOf(rows[0]?.[index]));
  const duration = performance.now() - started;
  return { body: { cols, ...(withTypes && { col_types }), rows, rowcount, duration } };
}

/** CrateDB's number of a column type, by a value in it. */
function typeOf(value: unknown): number {
  if (typeof value === 'boolean') return 3;
  if (typeof value === 'string') return 4;
  if (typeof value === 'number') return Number.isInteger(value) ? 10 : 6;
  return value === null || value === undefined ? 0 : 12;
}

/** `PUT`, `GET`, `HEAD`, `DELETE` of `/_blobs/table/digest`. */
export function answerBlob(cluster: CrateCluster, { method, path, body }: HttpRequest): HttpAnswer {
  const [, , table = '', digest = ''] = path.split('/');
  const blobs = cluster.blobs(table);
  if (blobs === undefined) return { status: 404 };
  const blob = blobs.get(digest);
  switch (method) {
    case 'PUT':
      if (blob !== undefined) return { status: 409 };
      if (createHash('sha1').update(body).digest('hex') !== digest) return { status: 400 };
      blobs.set(digest, body);
      return { status: 201 };
    case 'DELETE':
      return { status: blobs.delete(digest) ? 204 : 404 };
    default:
      return blob === undefined ? { status: 404 } : { body: blob };
  }
}
