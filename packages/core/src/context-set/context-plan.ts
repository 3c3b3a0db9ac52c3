import { readInput } from '../binding/bind.js';
import { SecurityError } from '../errors/security-error.js';
import type { EnvironmentLayer } from '../settings/environment/environment.js';
import { applicableDefaults } from '../settings/file/file-defaults.js';
import { placesIn, type SettingsLayer } from '../settings/layers.js';
import type { NamedContext } from '../settings/file/named-contexts.js';
import { absolutePaths } from '../settings/file/relative-paths.js';
import type { AdapterSet, AnyAdapter } from './adapter-set.js';

/** Everything needed to open one context of a set. */
export interface ContextPlan {
  readonly name: string;
  readonly adapter?: AnyAdapter;
  /** URL and options without the words that are about security. */
  readonly rest?: unknown;
  /** The environment's layer is not among them: opening adds it. */
  readonly layers: readonly SettingsLayer[];
  readonly defaults: readonly SettingsLayer[];
}

/**
 * Finds the adapter of a context and lets its dialect read URL and options.
 * @throws SecurityError
 */
export function planContext(
  context: NamedContext,
  environment: EnvironmentLayer | undefined,
  adapters: AdapterSet,
): ContextPlan {
  const { name, place, layer, options, folder } = context;
  const driver = word('adapter', context, environment);
  const url = word('url', context, environment);
  const adapter = adapters.find(driver, url, place);
  const layers = [layer];
  const dialect: SettingsLayer[] = [];
  let rest: unknown;
  if (adapter !== undefined && (url !== undefined || options !== undefined)) {
    const input = { ...(url !== undefined && { url }), ...(options !== undefined && { options }) };
    const reading = readDialect(adapter, input, place);
    const inFile = context.url !== undefined || options !== undefined;
    const settings =
      inFile && folder !== undefined ? absolutePaths(reading.settings, folder) : reading.settings;
    const placeOf = placesIn(`${adapter.driver} input `, reading.places);
    layers.push({ settings, placeOf: (path) => `${place}: ${placeOf(path)}` });
    if (reading.defaults !== undefined) {
      const defaultPlaceOf = placesIn(`default of ${adapter.driver}: `, reading.places);
      dialect.push({ settings: reading.defaults, placeOf: (path) => `${place}: ${defaultPlaceOf(path)}` });
    }
    rest = reading.rest;
  }
  const own = environment === undefined ? layers : [...layers, environment];
  const defaults =
    context.defaults === undefined ? dialect : [applicableDefaults(context.defaults, own), ...dialect];
  return { name, ...(adapter && { adapter }), ...(rest !== undefined && { rest }), layers, defaults };
}

function readDialect(adapter: AnyAdapter, input: unknown, place: string): ReturnType<AnyAdapter['read']> {
  try {
    return readInput(adapter, input);
  } catch (error) {
    throw SecurityError.is(error) ? placedIn(error, place) : error;
  }
}

/** A dialect does not know which context it reads for. */
function placedIn(error: SecurityError, place: string): SecurityError {
  const { code, action, cause } = error;
  const errors = error.errors?.map((one) => placedIn(one, place));
  const reason = errors === undefined ? error.message : `${errors.length} problems in the driver's words`;
  return new SecurityError(code, { place, reason, action, cause, errors });
}

function word(
  which: 'adapter' | 'url',
  context: NamedContext,
  environment: EnvironmentLayer | undefined,
): string | undefined {
  const written = context[which];
  const set = environment?.[which];
  if (written !== undefined && set !== undefined && written !== set) {
    throw new SecurityError('ERR_SETTING_CONFLICT', {
      place: `${context.place}.${which} and ${environment?.placeOf(which) ?? which}`,
      reason: `${which} is given twice with different values`,
      action: 'Keep one of the two: there is no precedence between places.',
    });
  }
  return written ?? set;
}
