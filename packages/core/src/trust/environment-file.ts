import { SecurityError } from '../errors/security-error.js';
import { certificatesIn } from '../material/certificates.js';
import { filePlace } from '../material/file.js';
import { limits } from '../material/limits.js';
import type { MaterialReading } from '../material/material-reading.js';
import { isMissing } from '../material/signature.js';
import type { AnchorPart } from './anchor-part.js';

/**
 * The anchors of a file that a variable names: it must be there, whatever else could be trusted instead.
 * @throws SecurityError
 */
export async function readEnvironmentFile(
  reading: MaterialReading,
  path: string,
  variable: string,
): Promise<AnchorPart> {
  const look = await reading.look(path, variable);
  const refuse = (code: 'ERR_MATERIAL_NOT_FOUND' | 'ERR_MATERIAL_UNREADABLE', reason: string) => {
    const action = `Set ${variable} to a file of certificates, or unset it.`;
    return new SecurityError(code, { place: filePlace(variable, path), reason, action });
  };
  if (isMissing(look)) throw refuse('ERR_MATERIAL_NOT_FOUND', `Certificate file ${path} doesn't exist`);
  if (look.stat?.isDirectory() === true) {
    throw refuse('ERR_MATERIAL_UNREADABLE', "Certificate file can't be a directory");
  }
  const certificates = certificatesIn(await reading.file(path, variable, limits.bundle));
  return { origin: `${variable} ${path}`, certificates };
}
