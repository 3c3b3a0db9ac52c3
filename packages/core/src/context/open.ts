import type { SecuritySettings } from '../settings/security-settings.js';
import { mergeLayers, placesIn, type SettingsLayer } from '../settings/layers.js';
import type { SecurityEventName, SecurityListener } from '../events/events.js';
import { SecurityContext } from './security-context.js';
import type { SecurityLog } from '../events/security-log.js';

/** How a context is opened. */
export interface OpenOptions {
  /** Name for logs, errors and `SECURITY_CONTEXT_<NAME>_…`. @defaultValue `'default'` */
  readonly name?: string;
  /** Environment to read. @defaultValue `process.env` */
  readonly env?: NodeJS.ProcessEnv;
  /** Where log lines go; a pino logger fits. @defaultValue nowhere */
  readonly log?: SecurityLog;
  /** Listeners attached before anything is told, so that they hear of insecure settings and early warnings too. */
  readonly listeners?: { readonly [Name in SecurityEventName]?: SecurityListener<Name> };
}

/**
 * Opens a security context: checks the settings, reads the material, seals generation 1 and watches for changes.
 * @throws SecurityError for settings that are wrong and material that cannot be read, with place and fix
 */
export async function openSecurityContext(
  settings: SecuritySettings = {},
  options: OpenOptions = {},
): Promise<SecurityContext> {
  return openLayers([{ settings, placeOf: placesIn('') }], [], options);
}

/** Opens a context from several layers of settings; the environment's is added. @internal */
export async function openLayers(
  layers: readonly SettingsLayer[],
  defaults: readonly SettingsLayer[],
  options: OpenOptions,
): Promise<SecurityContext> {
  const { name = 'default', env = process.env, log, listeners = {} } = options;
  const {
    announceInsecure,
    canonicalSettings,
    Generations,
    loadMaterial,
    logEvents,
    plaintextGate,
    readEnvironment,
    TrustChoices,
  } = await import('./opening.js');
  const environment = readEnvironment(env, [name], { complete: false }).get(name);
  const layer = mergeLayers(environment === undefined ? layers : [...layers, environment], defaults);
  const settings = canonicalSettings(layer, { env, now: Date.now() });
  // Settings never change during a context's life: neither where 'system' looks nor which place it was.
  const fixed = { env: trustVariables(env), choices: new TrustChoices() };
  const generations = new Generations(settings, (signal, background) =>
    loadMaterial(settings, { signal, background, ...fixed }),
  );
  if (log !== undefined) logEvents(name, generations.events, log);
  for (const [event, listener] of Object.entries(listeners)) {
    generations.events.on(event as SecurityEventName, listener as SecurityListener<SecurityEventName>);
  }
  await generations.open();
  const cancelNotice = announceInsecure(name, settings, generations.events);
  generations.events.on('closed', cancelNotice);
  return new SecurityContext(name, settings, generations, plaintextGate(name, settings, generations.events));
}

/** By name: on Windows the environment finds its names in any case, a copy of it does not. */
function trustVariables(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { SSL_CERT_FILE, SSL_CERT_DIR, NODE_EXTRA_CA_CERTS } = env;
  return { SSL_CERT_FILE, SSL_CERT_DIR, NODE_EXTRA_CA_CERTS };
}
