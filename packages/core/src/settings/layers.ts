import { SecurityError } from '../errors/security-error.js';
import { isPlainObject, sameSetting } from './same.js';
import type { SecuritySettings } from './security-settings.js';

/** Settings from one place: code, a file, the environment, a driver's dialect. */
export interface SettingsLayer {
  readonly settings: SecuritySettings;
  /** Where a setting (`trust.anchors[0]`) is written. */
  readonly placeOf: (path: string) => string;
}

/** The place of a setting: the longest path in `places` that leads to it, else `prefix` and the path. */
export function placesIn(
  prefix: string,
  places: Readonly<Record<string, string>> = {},
): (path: string) => string {
  return (path) => {
    for (const part of pathAndParents(path)) {
      const place = Object.hasOwn(places, part) ? places[part] : undefined;
      if (place !== undefined) return place;
    }
    return `${prefix}${path}`;
  };
}

/** A path and everything it lies in, innermost first: `trust.anchors[0]`, `trust.anchors`, `trust`. */
export function pathAndParents(path: string): string[] {
  const paths: string[] = [];
  let rest = path;
  while (rest !== '') {
    paths.push(rest);
    rest = rest.slice(0, Math.max(0, rest.lastIndexOf('.'), rest.lastIndexOf('[')));
  }
  return paths;
}

type Tree = Readonly<Record<string, unknown>>;

/** Groups are merged key by key; everything else (lists, sources, functions) is one value. */
function isGroup(path: string, value: unknown): value is Tree {
  if (
    path !== '' &&
    !['trust', 'peer', 'protocol', 'reload', 'insecure', 'identity', 'credentials'].includes(path)
  ) {
    return false;
  }
  return isPlainObject(value) && !('read' in value);
}

/**
 * One layer of several. There is no precedence: one key with different values in two places is a conflict.
 * `defaults` fill what no layer says.
 * @throws SecurityError `ERR_SETTING_CONFLICT`, naming both places
 */
export function mergeLayers(
  layers: readonly SettingsLayer[],
  defaults: readonly SettingsLayer[] = [],
): SettingsLayer {
  const owners = new Map<string, SettingsLayer>();
  const merge = (into: Tree, layer: SettingsLayer, from: Tree, path: string, filling: boolean): Tree => {
    // Without a prototype, so that keys like `__proto__` and `constructor` are words like any other.
    const merged = Object.assign(Object.create(null) as Record<string, unknown>, into);
    for (const [key, value] of Object.entries(from)) {
      if (value === undefined) continue;
      const here = path === '' ? key : `${path}.${key}`;
      const old = merged[key];
      if (old === undefined) {
        // Copied, so that what is checked is what is used, whatever an accessor answers the next time.
        merged[key] = isGroup(here, value) ? { ...value } : value;
        claim(here, value, layer);
      } else if (isGroup(here, old) && isGroup(here, value)) {
        merged[key] = merge(old, layer, value, here, filling);
      } else if (!filling && !sameSetting(old, value)) {
        throw conflict(here, owners.get(here), layer);
      }
    }
    return merged;
  };
  const claim = (path: string, value: unknown, layer: SettingsLayer): void => {
    owners.set(path, layer);
    if (!isGroup(path, value)) return;
    for (const key of Object.keys(value)) owners.set(`${path}.${key}`, layer);
  };
  // What is no group at all cannot be merged; the check of the settings says what is wrong with it.
  const odd = [...layers, ...defaults].find(
    (layer) => !readingSettings(layer, () => isGroup('', layer.settings)),
  );
  if (odd !== undefined) return odd;
  let settings: Tree = {};
  const add = (layer: SettingsLayer, filling: boolean): void => {
    settings = readingSettings(layer, () => merge(settings, layer, layer.settings as Tree, '', filling));
  };
  for (const layer of layers) add(layer, false);
  for (const layer of defaults) add(layer, true);
  return {
    settings,
    placeOf: (path) => {
      for (const part of pathAndParents(path)) {
        const owner = owners.get(part);
        if (owner !== undefined) return owner.placeOf(path);
      }
      return layers[0]?.placeOf(path) ?? path;
    },
  };
}

/** Reads objects that users made; what their getters throw becomes a SecurityError. */
export function readingSettings<T>(layer: SettingsLayer, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (SecurityError.is(cause)) throw cause;
    throw new SecurityError('ERR_SETTING_INVALID', {
      place: layer.placeOf('').trim() || 'settings',
      reason: 'reading a setting threw an error',
      action: 'Give settings as plain values.',
      cause,
    });
  }
}

function conflict(path: string, first: SettingsLayer | undefined, second: SettingsLayer): SecurityError {
  const places = [first?.placeOf(path) ?? path, second.placeOf(path)];
  return new SecurityError('ERR_SETTING_CONFLICT', {
    place: places.join(' and '),
    reason: `${path} is given twice with different values`,
    action: 'Keep one of the two: there is no precedence between places.',
  });
}
