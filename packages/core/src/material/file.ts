import { constants } from 'node:fs';
import type { BigIntStats } from 'node:fs';
import { open, opendir } from 'node:fs/promises';
import { SecurityError } from '../errors/security-error.js';
import { DIRECTORY_NAMES, limitWords } from './limits.js';
import { errorCode } from './signature.js';

/** A file's bytes and its permission bits. */
export interface FileBytes {
  readonly bytes: Buffer;
  readonly mode: number;
}

/** The setting's place and the path it led to. */
export function filePlace(place: string, path: string): string {
  return `${place} (${path})`;
}

/**
 * A regular file's bytes, at most one more than `limit`. Opened without waiting, so that a pipe without a writer that
 * slips in after the look cannot hold a thread.
 * @throws SecurityError
 */
export async function readFileBytes(path: string, place: string, limit: number): Promise<FileBytes> {
  try {
    // Windows has no O_NONBLOCK: what is undefined counts as 0 here.
    const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const found = await handle.stat({ bigint: true });
      refuseOtherThanFile(found, place);
      if (found.size > BigInt(limit)) throw tooLarge(place, limit);
      let room = Buffer.allocUnsafeSlow(Number(found.size) + 1);
      let total = 0;
      for (;;) {
        // The size is a hint: some files have none, others grow.
        if (total === room.length) room = Buffer.concat([room, Buffer.alloc(Math.max(4096, total))]);
        const wanted = Math.min(room.length, limit + 1) - total;
        const { bytesRead } = await handle.read(room, total, wanted, null);
        total += bytesRead;
        if (bytesRead === 0) break;
      }
      return { bytes: room.subarray(0, total), mode: Number(found.mode) };
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw fileError(error, place);
  }
}

/** The names in a folder, sorted. @throws SecurityError */
export async function readNames(path: string, place: string): Promise<string[]> {
  try {
    const names: string[] = [];
    for await (const entry of await opendir(path)) {
      names.push(entry.name);
      if (names.length <= DIRECTORY_NAMES) continue;
      throw new SecurityError('ERR_MATERIAL_TOO_LARGE', {
        place,
        reason: `the folder holds more than ${DIRECTORY_NAMES} names`,
        action: 'Name a folder that holds trust anchors only.',
      });
    }
    return names.sort();
  } catch (error) {
    throw fileError(error, place);
  }
}

/** @throws SecurityError `ERR_MATERIAL_UNREADABLE` for anything but a regular file */
export function refuseOtherThanFile(found: BigIntStats, place: string): void {
  if (found.isFile()) return;
  const kind = found.isDirectory()
    ? 'folder'
    : found.isFIFO()
      ? 'named pipe'
      : found.isSocket()
        ? 'socket'
        : 'device';
  const action =
    kind === 'folder'
      ? 'Name a file in it; { directory } in trust.anchors reads a folder of anchors.'
      : 'Name a regular file: it is read again whenever it changes.';
  throw new SecurityError('ERR_MATERIAL_UNREADABLE', {
    place,
    reason: `it is a ${kind}, not a file`,
    action,
  });
}

/** A system error as ours; a {@link SecurityError} stays itself. */
export function fileError(error: unknown, place: string): SecurityError {
  if (SecurityError.is(error)) return error;
  const code = errorCode(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new SecurityError('ERR_MATERIAL_NOT_FOUND', {
      place,
      reason: 'it does not exist',
      action: 'Correct the path or put the file there.',
      cause: error,
    });
  }
  const denied = code === 'EACCES' || code === 'EPERM';
  return new SecurityError('ERR_MATERIAL_UNREADABLE', {
    place,
    reason: denied ? 'this process may not read it' : `it cannot be read (${code})`,
    action: denied
      ? 'Let the user of this process read the file and enter its folders; nobody else needs to.'
      : 'Check the path and the file system it is on.',
    cause: error,
  });
}

/** The error for more than a kind's limit. */
export function tooLarge(place: string, limit: number): SecurityError {
  return new SecurityError('ERR_MATERIAL_TOO_LARGE', {
    place,
    reason: `it is over the limit of ${limitWords(limit)}`,
    action: 'Check that it is the right file, and leave out what is not needed.',
  });
}
