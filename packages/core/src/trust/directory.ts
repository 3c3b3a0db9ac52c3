import type { X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import { SecurityError } from '../errors/security-error.js';
import { findCertificates } from '../material/certificates.js';
import { openContent } from '../material/content.js';
import { filePlace, refuseOtherThanFile } from '../material/file.js';
import { limits } from '../material/limits.js';
import type { MaterialReading } from '../material/material-reading.js';

/** Names that promise a certificate: what cannot be read under them is an error. */
const PROMISING = /\.(?:pem|crt|cer|der)$/i;
/** Left behind by editors and by tools that swap files. */
const LEFTOVER = /^[.#]|~$/;

/**
 * The certificates of all files in a folder, in the order of their names. Subfolders are not entered; hidden files,
 * what editors leave behind, and files without any certificate are passed over. A damaged certificate is an
 * error, but with `lenient` (folders of the operating system) whatever cannot be read is passed over too.
 * @throws SecurityError
 */
export async function readDirectory(
  reading: MaterialReading,
  path: string,
  place: string,
  lenient: boolean,
): Promise<readonly X509Certificate[]> {
  const found = new Set<X509Certificate>();
  const seen = new Set<string>();
  for (const name of await reading.names(path, place)) {
    if (LEFTOVER.test(name)) continue;
    const file = join(path, name);
    const { stat } = await reading.look(file, place);
    const inode = stat && `${stat.dev} ${stat.ino}`;
    if (
      stat?.isDirectory() ||
      (stat?.isFile() && stat.size === 0n) ||
      (inode !== undefined && seen.has(inode))
    )
      continue;
    if (inode !== undefined) seen.add(inode);
    for (const certificate of await readOne(reading, file, place, lenient)) found.add(certificate);
  }
  return [...found];
}

async function readOne(
  reading: MaterialReading,
  file: string,
  place: string,
  lenient: boolean,
): Promise<readonly X509Certificate[]> {
  try {
    const { stat } = await reading.look(file, place);
    if (stat && !stat.isFile() && !PROMISING.test(file)) return [];
    if (stat) refuseOtherThanFile(stat, filePlace(place, file));
    const opened = openContent(await reading.file(file, place, limits.bundle));
    if (opened.form === 'der' && opened.kind === 'damaged' && PROMISING.test(file))
      throw cutOff(opened.place);
    return findCertificates(opened);
  } catch (error) {
    const skipped = lenient || (SecurityError.is(error) && error.code === 'ERR_MATERIAL_EMPTY');
    if (skipped && !reading.deadline.signal.aborted) return [];
    throw error;
  }
}

function cutOff(place: string): SecurityError {
  return new SecurityError('ERR_MATERIAL_MALFORMED', {
    place,
    reason: 'it holds DER that is cut off or has something after its end',
    action: 'Write the file anew from its origin, or take it out of the folder.',
  });
}
