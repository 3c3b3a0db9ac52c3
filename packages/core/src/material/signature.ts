import { createHash } from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';

/** One look at a path, without reading a file. */
export interface Look {
  /** Equal for as long as the path leads to the same, unchanged thing. */
  readonly signature: string;
  /** What is there; links are followed. */
  readonly stat?: BigIntStats;
  /** Why nothing can be told, `ENOENT` for one. */
  readonly problem?: unknown;
}

/** Looks at a path; never throws. A folder's signature has the names in it. */
export async function lookAt(path: string): Promise<Look> {
  try {
    const found = await stat(path, { bigint: true });
    const { dev, ino, mode, size, mtimeNs, ctimeNs } = found;
    const own = [dev, ino, mode, size, mtimeNs, ctimeNs].join(' ');
    return { signature: found.isDirectory() ? `${own} ${await namesIn(path)}` : own, stat: found };
  } catch (problem) {
    return { signature: errorCode(problem), problem };
  }
}

/** Whether there is nothing at the path, as opposed to something that cannot be looked at. */
export function isMissing({ problem }: Look): boolean {
  return ['ENOENT', 'ENOTDIR'].includes(errorCode(problem));
}

/**
 * One short text for the state of all these files and folders, the missing ones too: another text means that
 * something was changed, replaced, removed or restored. Reads no file; about 50 µs a path. Never throws.
 */
export async function signatureOf(paths: readonly string[]): Promise<string> {
  const looks = await Promise.all(paths.map(async (path) => [path, (await lookAt(path)).signature] as const));
  return combineSignatures(looks);
}

/** The signatures of single paths as one. */
export function combineSignatures(looks: Iterable<readonly [path: string, signature: string]>): string {
  const hash = createHash('sha256');
  for (const [path, signature] of looks) hash.update(`${path}\0${signature}\0`);
  return hash.digest('base64url');
}

/** The `code` of a system error, or `UNKNOWN`. */
export function errorCode(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : 'UNKNOWN';
}

async function namesIn(path: string): Promise<string> {
  try {
    return (await readdir(path)).sort().join('/');
  } catch (problem) {
    return errorCode(problem);
  }
}
