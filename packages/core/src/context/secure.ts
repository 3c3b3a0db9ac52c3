import type { SecuritySettings } from '../settings/security-settings.js';
import { placesIn } from '../settings/layers.js';
import { readInput } from '../binding/bind.js';
import type { DriverAdapter } from '../binding/driver-adapter.js';
import { openLayers, type OpenOptions } from './open.js';
import type { BindArguments, SecurityContext } from './security-context.js';

/** How {@link secure} opens its context. */
export interface SecureOptions extends OpenOptions {
  /** Settings beside those in the input. One key with different values in both is a conflict. */
  readonly settings?: SecuritySettings;
}

/**
 * One database, in the words people already know: reads the driver's own TLS and login words from its input, opens a
 * context for them and gives the input back in live form.
 * @returns what the adapter gives (for mongodb `url` and `options`), and `context`: events, `reload()`, `close()`
 * @throws SecurityError for unknown words, conflicts, unreadable material, a driver that is missing or cannot comply
 */
export async function secure<Input, Options extends object>(
  adapter: DriverAdapter<Input, Options>,
  input: NoInfer<Input>,
  options: SecureOptions = {},
): Promise<Options & { readonly context: SecurityContext }> {
  const { checkDriverPackage } = await import('../binding/driver-package.js');
  await checkDriverPackage(adapter);
  const { settings, rest, places, defaults } = readInput(adapter, input);
  const layers = [{ settings, placeOf: placesIn(`${adapter.driver} input `, places) }];
  if (options.settings !== undefined) layers.push({ settings: options.settings, placeOf: placesIn('') });
  const fallback = defaults && {
    settings: defaults,
    placeOf: placesIn(`default of ${adapter.driver}: `, places),
  };
  const context = await openLayers(layers, fallback ? [fallback] : [], options);
  try {
    // Assigned, not spread: spreading would read live values once and for all.
    return Object.assign(context.bind(adapter, ...([rest] as BindArguments<Input>)), { context });
  } catch (error) {
    await context.close();
    throw error;
  }
}
