import { SecurityError, throwErrors } from '../../errors/security-error.js';
import { checkSettings, valueAction } from '../check.js';
import { contextNameErrors } from '../context-name.js';
import { unknownAction, unknownReason } from '../driver-words.js';
import type { SettingsLayer } from '../layers.js';
import { absolutePaths } from './relative-paths.js';
import { apiSettingsSchema, fileSettingsSchema, settingsEntries, typeName } from '../schema.js';
import type { SecuritySettings } from '../security-settings.js';

/** The settings of one context in a set of several. */
export interface ContextSettings extends SecuritySettings {
  /** Name of the driver's adapter, `'mongodb'` for one. @defaultValue found by the URL's scheme */
  readonly adapter?: string;
  /** The database's URL, in the driver's own words. */
  readonly url?: string;
  /** The driver's own options. */
  readonly options?: Readonly<Record<string, unknown>>;
}

/** One context as it was written: nothing is opened yet. */
export interface NamedContext {
  readonly name: string;
  /** Where it is written, `security.yaml: contexts.orders` for one. */
  readonly place: string;
  readonly adapter?: string;
  readonly url?: string;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly layer: SettingsLayer;
  /** What applies where nobody wrote anything for this context. */
  readonly defaults?: SettingsLayer;
  /** The folder that relative paths in its URL and options are from; the working directory when absent. */
  readonly folder?: string;
}

/** Where contexts are written, and what may stand there. */
export interface ContextsOrigin {
  /** `'security.yaml: '` for a file, nothing for code. */
  readonly prefix: string;
  /** The settings file's folder; absent for code, which may also give functions and sources. */
  readonly folder?: string;
  readonly defaults?: SettingsLayer;
}

const DRIVER_WORDS = ['adapter', 'url', 'options'] as const;

/**
 * Reads a map of contexts.
 * @throws SecurityError with all that is wrong: `ERR_SETTING_UNKNOWN`, `ERR_SETTING_INVALID`, `ERR_SETTING_CONFLICT`
 */
export function readContexts(contexts: unknown, origin: ContextsOrigin): Map<string, NamedContext> {
  const { prefix, folder, defaults } = origin;
  const place = `${prefix}contexts`;
  const entries = Object.entries(settingsGroup(contexts, place));
  const errors = contextNameErrors(
    entries.map(([name]) => name),
    (name) => `${place}.${name}`,
  );
  const named = entries.flatMap(([name, value]): [string, NamedContext][] => {
    try {
      const { adapter, url, options, ...written } = settingsGroup(value, `${place}.${name}`);
      const errorPlace = (path: string): string => `${place}.${name}.${path}`;
      const words = driverWords({ adapter, url, options }, errorPlace);
      const layer = settingsLayer(written, errorPlace, folder, DRIVER_WORDS);
      const parts = { ...words, ...(defaults && { defaults }), ...(folder !== undefined && { folder }) };
      return [[name, { name, place: `${place}.${name}`, layer, ...parts }]];
    } catch (error) {
      errors.push(...singleErrors(error));
      return [];
    }
  });
  throwErrors(errors);
  return new Map(named);
}

/** Checked settings with absolute paths; `besides` are words known here that are no settings. @throws SecurityError */
export function settingsLayer(
  written: Readonly<Record<string, unknown>>,
  placeOf: (path: string) => string,
  folder: string | undefined,
  besides: readonly string[] = [],
): SettingsLayer {
  const inFile = folder !== undefined;
  const known = [...Object.keys(settingsEntries(!inFile)), ...besides];
  const errors = Object.keys(written)
    .filter((word) => !known.includes(word))
    .map((word) => unknownWord(word, known, placeOf(word), inFile));
  try {
    const rest = Object.fromEntries(Object.entries(written).filter(([word]) => known.includes(word)));
    checkSettings(inFile ? fileSettingsSchema() : apiSettingsSchema(), rest, placeOf);
  } catch (error) {
    errors.push(...singleErrors(error));
  }
  throwErrors(errors);
  return { settings: inFile ? absolutePaths(written, folder) : written, placeOf };
}

/** A group of settings; an empty one (`orders:` with nothing after it) has none. @throws SecurityError */
export function settingsGroup(value: unknown, place: string): Readonly<Record<string, unknown>> {
  if (value === null || value === undefined) return {};
  if (typeof value === 'object' && !Array.isArray(value)) return { ...value };
  throw wrongValue(place, `must be a group of settings, is ${typeName(value)}`);
}

/** An unknown word, with the nearest known one. */
export function unknownWord(
  word: string,
  known: readonly string[],
  place: string,
  inFile = true,
): SecurityError {
  const inCode = inFile && Object.hasOwn(settingsEntries(true), word);
  return new SecurityError('ERR_SETTING_UNKNOWN', {
    place,
    reason: inCode ? 'can be given in code only' : unknownReason(word, known),
    action: inCode ? 'Open this context in code.' : unknownAction(word),
  });
}

/** The single errors in an error; anything that is no SecurityError is thrown on. */
export function singleErrors(error: unknown): readonly SecurityError[] {
  if (!SecurityError.is(error)) throw error;
  return error.errors ?? [error];
}

function driverWords(
  words: Readonly<Record<(typeof DRIVER_WORDS)[number], unknown>>,
  placeOf: (path: string) => string,
): Pick<NamedContext, 'adapter' | 'url' | 'options'> {
  const { adapter, url, options } = words;
  return {
    ...(adapter !== undefined && { adapter: wordText(adapter, placeOf('adapter')) }),
    ...(url !== undefined && { url: wordText(url, placeOf('url')) }),
    ...(options !== undefined && { options: settingsGroup(options, placeOf('options')) }),
  };
}

function wordText(value: unknown, place: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw wrongValue(place, value === '' ? 'must not be empty' : `must be text, is ${typeName(value)}`);
}

function wrongValue(place: string, reason: string): SecurityError {
  return new SecurityError('ERR_SETTING_INVALID', { place, reason, action: valueAction(reason) });
}
