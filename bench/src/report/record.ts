import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { verdictOn, type Row } from './row.js';

/** A whole run. */
export interface Run {
  readonly quick: boolean;
  readonly seconds: number;
  readonly rows: readonly Row[];
  /** Measurements that could not be done, and why. */
  readonly failures: readonly { readonly name: string; readonly reason: string }[];
}

/** Writes a run as JSON. */
export async function writeRecord(file: string, { quick, seconds, rows, failures }: Run): Promise<void> {
  const record = {
    date: new Date().toISOString(),
    node: process.version,
    openssl: process.versions.openssl,
    platform: `${process.platform}-${process.arch}`,
    processors: cpus().length,
    quick,
    seconds: Math.round(seconds),
    rows: rows.map((row) => ({ ...row, verdict: verdictOn(row) })),
    failures,
  };
  await writeFile(file, `${JSON.stringify(record, undefined, 2)}\n`);
}
