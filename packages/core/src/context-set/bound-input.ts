import { isDeepStrictEqual } from 'node:util';
import { SecurityError } from '../errors/security-error.js';
import { isPlainObject } from '../settings/same.js';

/**
 * What is written for a context and what code adds to it, as one input.
 * @throws SecurityError `ERR_SETTING_CONFLICT` where the two differ
 */
export function boundInput(written: unknown, added: unknown, place: string): unknown {
  if (added === undefined) return written;
  if (written === undefined) return added;
  return merge(written, added, place, '');
}

function merge(written: unknown, added: unknown, place: string, path: string): unknown {
  const inside = path === '' || path === 'options';
  if (inside && isPlainObject(written) && isPlainObject(added)) {
    const merged: Record<string, unknown> = { ...written };
    for (const [key, value] of Object.entries(added)) {
      if (value === undefined) continue;
      const old = Object.hasOwn(written, key) ? written[key] : undefined;
      merged[key] =
        old === undefined ? value : merge(old, value, place, path === '' ? key : `${path}.${key}`);
    }
    return merged;
  }
  if (isDeepStrictEqual(written, added)) return written;
  throw new SecurityError('ERR_SETTING_CONFLICT', {
    place,
    reason: `${path === '' ? 'the input' : path} is written for the context, and code gives something else`,
    action: 'Keep one of the two: there is no precedence between places.',
  });
}
