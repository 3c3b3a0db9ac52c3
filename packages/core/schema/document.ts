import { toJsonSchema, type JsonSchema } from '@valibot/to-json-schema';
import * as v from 'valibot';
import { settingsEntries } from '../src/settings/schema.js';

/**
 * The settings file for editors. What the settings schema chooses by looking at the value (forms of an anchor, of an
 * identity) is written out as a union here, because JSON Schema cannot look; the rest is the settings schema itself.
 * A test holds the two together.
 */

const text = v.pipe(v.string(), v.nonEmpty());
const described = <const T extends v.GenericSchema>(schema: T, description: string) =>
  v.pipe(schema, v.description(description));

const path = described(text, 'A path; relative paths are from the folder of this file.');
const file = v.strictObject({ file: path });
const pem = v.strictObject({ pem: described(text, 'PEM text (RFC 7468).') });
const environmentFile = described(
  v.strictObject({ environment: v.picklist(['SSL_CERT_FILE']) }),
  'The file this variable names, if it is set.',
);
const bytes = v.union([path, file, pem]);
const unlock = {
  passphrase: v.optional(described(v.string(), 'Better kept in a file: see passphraseFile.')),
  passphraseFile: v.optional(path),
};

const anchors = described(
  v.union([
    v.picklist(['system', 'node']),
    v.array(
      v.union([
        path,
        file,
        pem,
        v.strictObject({ directory: path }),
        v.strictObject({
          firstOf: v.pipe(v.array(v.union([path, environmentFile])), v.minLength(1)),
          named: v.optional(described(text, 'What errors call the list.')),
        }),
      ]),
    ),
  ]),
  "Trust anchors: 'system' (the default), 'node', or a list of these and of sources.",
);

const identity = described(
  v.union([
    v.strictObject({ certificateKeyFile: bytes, ...unlock }),
    v.strictObject({ certificate: bytes, key: bytes, ...unlock }),
    v.strictObject({ pkcs12: v.union([path, file]), ...unlock }),
  ]),
  'Certificate chain and private key of the application.',
);

const credentials = described(
  v.strictObject({
    username: v.optional(text),
    password: v.optional(described(v.string(), 'Better kept in a file: see passwordFile.')),
    passwordFile: v.optional(path),
    mechanism: v.optional(described(text, 'SASL mechanism, as the driver names it.')),
    authenticator: v.optional(text),
  }),
  'The login.',
);

const milliseconds = (min: number, max: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(min), v.maxValue(max));
const reload = described(
  v.union([
    v.literal(false),
    v.strictObject({
      quietMs: v.optional(milliseconds(0, 60_000)),
      pollMs: v.optional(milliseconds(20, 3_600_000)),
    }),
  ]),
  'When changed files are looked for; false: only when asked to.',
);

const insecure = described(
  v.strictObject({ reason: text, owner: v.optional(text), until: v.optional(text) }),
  'Owns up to insecure settings; handshakes are refused after `until` (ISO 8601).',
);

const shared = settingsEntries(false);
const settings = {
  ...shared,
  trust: v.optional(v.strictObject({ anchors: v.optional(anchors), partialChain: v.optional(v.boolean()) })),
  identity: v.optional(identity),
  revocation: v.optional(v.literal('off')),
  credentials: v.optional(credentials),
  reload: v.optional(reload),
  insecure: v.optional(insecure),
};

const context = v.nullable(
  v.strictObject({
    adapter: v.optional(described(text, "The driver's adapter; found by the URL's scheme when left out.")),
    url: v.optional(described(text, "The database's URL, in the driver's own words.")),
    options: v.optional(described(v.record(v.string(), v.unknown()), "The driver's own options.")),
    ...settings,
  }),
);

const contextName = v.pipe(v.string(), v.regex(/^[A-Za-z][A-Za-z0-9_-]*$/));

/** The settings file. */
export const settingsDocument = v.strictObject({
  defaults: v.optional(
    described(
      v.nullable(v.strictObject(settings)),
      'Apply to every context; what a context itself says wins.',
    ),
  ),
  contexts: described(v.record(contextName, context), 'One group of settings for each connection, by name.'),
});

/** The JSON Schema of settings files, as it is committed. */
export function settingsJsonSchema(): JsonSchema {
  const { $schema, ...schema } = toJsonSchema(settingsDocument);
  return {
    ...($schema !== undefined && { $schema }),
    title: 'Settings file of @security-context',
    ...schema,
  };
}

/** Its text. */
export function settingsJsonSchemaText(): string {
  return `${JSON.stringify(settingsJsonSchema(), null, 2)}\n`;
}
