import * as v from 'valibot';
import { unknownReason } from './driver-words.js';
import { isPlainObject } from './same.js';

/**
 * Every word of a `strict` object is known, and an unknown one is told with the nearest known. Words of `otherForms`
 * are known too, but exclude the ones here.
 */
function strict<const T extends v.ObjectEntries>(entries: T, otherForms: readonly string[] = []) {
  const known = Object.keys(entries);
  const words = v.strictObject(entries, (issue) => {
    if (issue.expected !== 'never') return 'is missing';
    const key = String(issue.input);
    if (otherForms.includes(key)) return `cannot stand beside ${known[0] ?? ''}: the two exclude each other`;
    return unknownReason(key, known);
  });
  const group: typeof words = {
    ...words,
    // Lists, maps and dates are objects too: without words in them they would pass for empty groups.
    '~run': (dataset, config) =>
      (typeName(dataset.value) === 'an object' ? words : notAGroup)['~run'](dataset, config),
  };
  return group;
}

const notAGroup = v.custom<never>(() => false, must('a group of settings'));

const BUILT_IN = /^\[object (Map|Set|Date|Promise|RegExp|Error)\]$/;

/** What kind of value it is, in words: the value itself might be a secret. */
export function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (value === undefined) return 'missing';
  if (Array.isArray(value)) return 'a list';
  if (ArrayBuffer.isView(value)) return 'bytes';
  if (typeof value !== 'object') return `a ${typeof value}`;
  if (isPlainObject(value)) return 'an object';
  const builtIn = BUILT_IN.exec(Object.prototype.toString.call(value))?.[1];
  return builtIn === undefined ? 'an object of a class' : `a ${builtIn}`;
}

function must(what: string) {
  return (issue: { input: unknown }): string => `must be ${what}, is ${typeName(issue.input)}`;
}
const oneOf = <const T extends readonly string[]>(options: T) =>
  v.picklist(options, `must be one of ${options.join(', ')}`);

const text = v.pipe(v.string(must('text')), v.nonEmpty('must not be empty'));
const yesOrNo = v.boolean(must('true or false'));
const milliseconds = (min: number, max: number) =>
  v.pipe(
    v.number(must('a number of milliseconds')),
    v.integer('must be a whole number of milliseconds'),
    v.minValue(min, `must be at least ${min} ms`),
    v.maxValue(max, `must be at most ${max} ms`),
  );

const SOURCE_FORMS = ['file', 'pem', 'der', 'directory', 'firstOf'];
const file = strict({ file: text }, SOURCE_FORMS);
const pem = strict({ pem: text }, SOURCE_FORMS);
const directory = strict({ directory: text }, SOURCE_FORMS);
const environmentFile = strict({ environment: oneOf(['SSL_CERT_FILE']) });
const candidate = v.lazy((input) => (typeName(input) === 'an object' ? environmentFile : text));
const firstOf = strict(
  {
    firstOf: v.pipe(v.array(candidate, must('a list of paths')), v.minLength(1, 'must not be empty')),
    named: v.optional(text),
  },
  SOURCE_FORMS,
);
const der = strict({ der: v.instance(Uint8Array, must('DER bytes (a Uint8Array)')) }, SOURCE_FORMS);
const materialSource = v.custom<object>(isMaterialSource, 'must be a MaterialSource with a read function');
const nativeContext = v.custom<object>(isNativeContext, must('a native context of tls.createSecureContext'));
const date = v.custom<string | Date>(isDate, 'must be a date such as 2030-12-31 or 2030-12-31T18:00:00Z');
const aFunction = v.function(must('a function'));

function isMaterialSource(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'read' in value && typeof value.read === 'function';
}

function isNativeContext(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !('context' in value)) return false;
  const { context } = value;
  return typeof context === 'object' && context !== null && 'addCACert' in context;
}

const ISO_DATE = /^(\d{4}-\d\d-\d\d)(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)?)?$/;

/** ISO 8601, and a day that exists: JavaScript would take `5` and the 30th of February too. */
function isDate(value: unknown): boolean {
  if (value instanceof Date) return !Number.isNaN(value.getTime());
  const day = typeof value === 'string' ? ISO_DATE.exec(value)?.[1] : undefined;
  if (day === undefined || Number.isNaN(Date.parse(String(value)))) return false;
  return new Date(day).toISOString().startsWith(day);
}

type Choices = Readonly<Record<string, v.GenericSchema>>;

/**
 * The one schema whose key the value has, so that its errors speak of that form only. A value with none of the keys
 * has an unknown word, unless all it has are `otherForms`.
 */
function byKey(
  choices: Choices,
  otherwise: v.GenericSchema | undefined,
  what: string,
  otherForms: readonly string[] = SOURCE_FORMS,
): v.GenericSchema {
  const refuse = v.custom<never>(
    () => false,
    (issue) => `must be ${what}, is ${typeName(issue.input)}`,
  );
  const known = Object.keys(choices);
  const optional = Object.fromEntries(otherForms.map((word) => [word, v.optional(v.unknown())]));
  return v.lazy((input) => {
    if (isMaterialSource(input)) return choices.read ?? refuse;
    if (typeof input === 'string') return otherwise ?? refuse;
    if (typeName(input) !== 'an object') return refuse;
    const key = Object.keys(choices).find((candidate) => candidate in (input as object));
    if (key !== undefined) return choices[key] ?? refuse;
    // A source stands in code only, and none of its words could be corrected.
    const words = 'read' in (input as object) ? [] : Object.keys(input as object);
    const unknown = words.some((word) => !otherForms.includes(word));
    return unknown ? v.strictObject(optional, (issue) => unknownReason(String(issue.input), known)) : refuse;
  });
}

const fileForms = { file, pem };
const bytes = (api: boolean) =>
  byKey(api ? { ...fileForms, der } : fileForms, text, 'a path, { file } or { pem }');
const anchor = (api: boolean) =>
  byKey(
    { file, pem, directory, firstOf, ...(api && { der, read: materialSource }) },
    text,
    "a path, 'system', 'node', { file }, { directory }, { pem } or { firstOf }",
  );

const unlock = { passphrase: v.optional(v.string(must('text'))), passphraseFile: v.optional(text) };

const IDENTITY_FORMS = ['certificateKeyFile', 'certificate', 'key', 'pkcs12'];

function identity(api: boolean): v.GenericSchema {
  const combined = byKey(fileForms, text, 'a path, { file } or { pem }');
  const container = byKey(api ? { file, der } : { file }, text, 'a path or { file }');
  const pair = strict({ certificate: bytes(api), key: bytes(api), ...unlock }, IDENTITY_FORMS);
  return byKey(
    {
      certificateKeyFile: strict({ certificateKeyFile: combined, ...unlock }, IDENTITY_FORMS),
      pkcs12: strict({ pkcs12: container, ...unlock }, IDENTITY_FORMS),
      certificate: pair,
      key: pair,
      ...(api && { read: materialSource }),
    },
    undefined,
    '{ certificateKeyFile }, { certificate, key } or { pkcs12 }',
    [...IDENTITY_FORMS, ...Object.keys(unlock)],
  );
}

const revocation = v.lazy((input) =>
  typeof input === 'object' && input !== null ? v.looseObject({}) : oneOf(['off']),
);

function credentials(api: boolean): v.GenericSchema {
  const fixed = strict({
    username: v.optional(text),
    password: v.optional(v.string(must('text'))),
    passwordFile: v.optional(text),
    mechanism: v.optional(text),
    authenticator: v.optional(text),
  });
  return api ? v.lazy((input) => (typeof input === 'function' ? aFunction : fixed)) : fixed;
}

const version = oneOf(['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3']);

/** The entries of the settings: of the API, or of files, which are pure data. */
export function settingsEntries(api: boolean): Record<string, v.GenericSchema> {
  const names = v.record(v.string(), text, must('a map from address to name'));
  const anchors = v.lazy((input) =>
    typeof input === 'string'
      ? v.picklist(['system', 'node'], "must be 'system', 'node' or a list; put a single path in a list")
      : v.array(anchor(api), must("'system', 'node' or a list")),
  );
  return {
    tls: v.optional(yesOrNo),
    trust: v.optional(strict({ anchors: v.optional(anchors), partialChain: v.optional(yesOrNo) })),
    identity: v.optional(identity(api)),
    peer: v.optional(
      strict({
        verify: v.optional(oneOf(['full', 'chain', 'none'])),
        servername: v.optional(text),
        names: v.optional(api ? v.lazy((input) => (typeof input === 'function' ? aFunction : names)) : names),
        profile: v.optional(oneOf(['strict', 'openssl'])),
        pins: v.optional(v.array(text, must('a list of pins'))),
      }),
    ),
    revocation: v.optional(revocation),
    protocol: v.optional(
      strict({
        minVersion: v.optional(version),
        maxVersion: v.optional(version),
        ciphers: v.optional(text),
        groups: v.optional(text),
        legacyRenegotiation: v.optional(yesOrNo),
      }),
    ),
    ...(api && { secureContext: v.optional(nativeContext) }),
    credentials: v.optional(credentials(api)),
    reload: v.optional(
      v.lazy((input) =>
        typeof input === 'boolean'
          ? v.literal(false, 'must be false or { quietMs, pollMs }; leave it out to reload by itself')
          : strict({
              quietMs: v.optional(milliseconds(0, 60_000)),
              pollMs: v.optional(milliseconds(20, 3_600_000)),
            }),
      ),
    ),
    insecure: v.optional(
      strict({
        reason: text,
        owner: v.optional(text),
        until: v.optional(date),
      }),
    ),
    refuseInsecure: v.optional(yesOrNo),
  };
}

/** The schema of settings given in code. */
export const apiSettingsSchema = (): v.GenericSchema => strict(settingsEntries(true));
/** The schema of settings in files: pure data. */
export const fileSettingsSchema = (): v.GenericSchema => strict(settingsEntries(false));
