import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { SecurityError, type SecurityErrorCode } from '../../errors/security-error.js';

/** The most a settings file may hold, in bytes. */
const SETTINGS_FILE_LIMIT = 1024 * 1024;

// Opening a named pipe would wait for a writer for ever. Windows has no such flag.
const READ_WITHOUT_WAITING =
  process.platform === 'win32' ? constants.O_RDONLY : constants.O_RDONLY | constants.O_NONBLOCK;

/**
 * The text of a settings file, without byte-order mark.
 * @throws SecurityError `ERR_MATERIAL_NOT_FOUND`, `ERR_MATERIAL_UNREADABLE`, `ERR_MATERIAL_TOO_LARGE`,
 * `ERR_SETTING_INVALID` when it is not UTF-8
 */
export async function readSettingsText(path: string, place: string): Promise<string> {
  const bytes = await readBytes(path, place);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new SecurityError('ERR_SETTING_INVALID', {
      place,
      reason: 'is not UTF-8 text',
      action: 'Save the settings file as UTF-8.',
    });
  }
}

async function readBytes(path: string, place: string): Promise<Uint8Array> {
  const file = await open(path, READ_WITHOUT_WAITING).catch((error: unknown) => {
    throw unreadable(error, place);
  });
  try {
    const { size } = await file.stat().then((stat) => {
      if (stat.isFile()) return stat;
      throw new SecurityError('ERR_MATERIAL_UNREADABLE', {
        place,
        reason: stat.isDirectory() ? 'is a directory, not a settings file' : 'is not a regular file',
        action: 'Name the settings file itself.',
      });
    });
    if (size > SETTINGS_FILE_LIMIT) throw tooLarge(place);
    // One byte more than allowed, so that a file that grows meanwhile is noticed.
    const { buffer, bytesRead } = await file.read(new Uint8Array(SETTINGS_FILE_LIMIT + 1), { position: 0 });
    if (bytesRead > SETTINGS_FILE_LIMIT) throw tooLarge(place);
    return buffer.subarray(0, bytesRead);
  } catch (error) {
    throw SecurityError.is(error) ? error : unreadable(error, place);
  } finally {
    await file.close();
  }
}

function tooLarge(place: string): SecurityError {
  return new SecurityError('ERR_MATERIAL_TOO_LARGE', {
    place,
    reason: `is larger than a settings file may be (${SETTINGS_FILE_LIMIT} bytes)`,
    action: 'Name the settings file; certificates belong in files of their own.',
  });
}

function unreadable(cause: unknown, place: string): SecurityError {
  const errno = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
  const missing = errno === 'ENOENT' || errno === 'ENOTDIR';
  const code: SecurityErrorCode = missing ? 'ERR_MATERIAL_NOT_FOUND' : 'ERR_MATERIAL_UNREADABLE';
  return new SecurityError(code, {
    place,
    reason: missing ? 'the settings file does not exist' : `the settings file cannot be read (${errno})`,
    action: missing ? 'Correct the path, or put the file there.' : 'Let this process read the file.',
    cause,
  });
}
