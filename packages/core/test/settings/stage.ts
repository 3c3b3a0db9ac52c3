import { SecurityError } from '../../src/errors/security-error.js';
import { canonicalSettings } from '../../src/settings/canonical.js';
import type { CanonicalSettings } from '../../src/settings/canonical-settings.js';
import { mergeLayers, placesIn } from '../../src/settings/layers.js';
import type { SecuritySettings } from '../../src/settings/security-settings.js';

/** Settings as opening a context completes them; of any type, for users of JavaScript give any. */
export function complete(
  settings: unknown,
  env: NodeJS.ProcessEnv = {},
  now = Date.now(),
): CanonicalSettings {
  const layer = mergeLayers([{ settings: settings as SecuritySettings, placeOf: placesIn('') }]);
  return canonicalSettings(layer, { env, now });
}

/** What doing this is refused with; anything but a SecurityError fails the test. */
export function refusal(action: () => unknown): SecurityError {
  try {
    action();
  } catch (error) {
    if (SecurityError.is(error)) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

/** Code and message of each single error, as users see them. */
export function told(error: SecurityError): string[] {
  return (error.errors ?? [error]).map(({ code, message }) => `${code} ${message}`);
}

/** What these settings are refused with. */
export function refused(settings: unknown, env: NodeJS.ProcessEnv = {}, now = Date.now()): string[] {
  return told(refusal(() => complete(settings, env, now)));
}
