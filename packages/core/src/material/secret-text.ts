import { SecurityError } from '../errors/security-error.js';
import { Secret } from '../errors/secret.js';
import type { SecretOrigin } from '../settings/canonical-settings.js';
import { refuseUtf16 } from './content.js';
import { limits } from './limits.js';
import type { MaterialReading } from './material-reading.js';
import type { GivenPassphrase } from './private-key.js';

/**
 * A passphrase or password, given directly or held by a file: UTF-8, without its last line break and without a
 * byte-order mark. @throws SecurityError
 */
export async function readSecret(reading: MaterialReading, origin: SecretOrigin): Promise<GivenPassphrase> {
  if (origin.kind === 'value') return { secret: origin.secret, place: origin.place };
  const { bytes, place } = await reading.file(origin.path, origin.place, limits.single, true);
  refuseUtf16(Buffer.from(bytes), place);
  const text = decode(bytes, place).replace(/\r?\n$/, '');
  if (text !== '') return { secret: new Secret(text), place };
  throw new SecurityError('ERR_MATERIAL_EMPTY', {
    place,
    reason: 'it holds nothing but a line break',
    action: 'Put the secret on its first line.',
  });
}

function decode(bytes: Uint8Array, place: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new SecurityError('ERR_MATERIAL_MALFORMED', {
      place,
      reason: 'it is no UTF-8 text',
      action: 'Save it as UTF-8.',
    });
  }
}
