// Compiled by `npm run types`, never run: each line after an @ts-expect-error must be refused by the compiler.
import {
  explain,
  openSecurityContext,
  secure,
  SecurityError,
  tlsAdapter,
  type BindArguments,
  type BoundCredentials,
  type DriverAdapter,
  type Mechanism,
  type SecurityContext,
  type SecurityErrorCode,
  type SecurityEventName,
  type SecurityEvents,
  type SecuritySettings,
  type SecurityStatus,
  type TlsAdapterOptions,
} from '@security-context/core';
import { createSecureContext, type ConnectionOptions } from 'node:tls';

interface Input {
  readonly url: string;
}
declare function use(...values: readonly unknown[]): void;
declare const context: SecurityContext;
declare const status: SecurityStatus;
declare const needsInput: DriverAdapter<Input, { url: string; live: boolean }>;
declare const mayHaveInput: DriverAdapter<Input | undefined, { live: boolean }>;

/** `bind` asks for input where the adapter needs it, and gives the adapter's own options. */
export async function binding(): Promise<void> {
  const options: { url: string; live: boolean } = context.bind(needsInput, { url: 'a' });
  const live: { live: boolean } = context.bind(mayHaveInput);
  context.bind(mayHaveInput, { url: 'a' });
  const tls: TlsAdapterOptions = context.bind(tlsAdapter);
  const connection: ConnectionOptions = { host: 'a', ...tls };
  const both = await secure(needsInput, { url: 'a' });
  const held: SecurityContext = both.context;
  const url: string = both.url;
  use(options, live, connection, held, url);
  // @ts-expect-error this adapter needs input
  context.bind(needsInput);
  // @ts-expect-error and of this shape
  context.bind(needsInput, { uri: 'a' });
  // @ts-expect-error it takes one input only
  context.bind(needsInput, { url: 'a' }, {});
  // @ts-expect-error something that is no adapter
  context.bind({ driver: 'double' });
  // @ts-expect-error what an adapter gives is its own
  const wrong: { pool: number } = context.bind(needsInput, { url: 'a' });
  // @ts-expect-error secure() needs the input too
  await secure(needsInput);
  use(wrong);
}

/** What may be left out says so. */
export const required: BindArguments<Input> = [{ url: 'a' }];
export const optional: BindArguments<Input | undefined> = [];
// @ts-expect-error input is not optional here
export const missing: BindArguments<Input> = [];

/** Settings are optional, and words and values are closed. */
export const settings: readonly SecuritySettings[] = [
  {},
  { tls: false },
  { trust: { anchors: 'node' } },
  { trust: { anchors: ['system', '/ca.pem', { pem: 'PEM' }, { firstOf: ['/a'] }, { der: Buffer.of(1) }] } },
  { trust: { anchors: [{ firstOf: [{ environment: 'SSL_CERT_FILE' }, '/a'], named: 'CA_CERTS_PATH' }] } },
  { trust: { anchors: [{ read: () => Promise.resolve({ anchors: 'PEM' }) }] } },
  { identity: { certificateKeyFile: '/app.pem', passphraseFile: '/word' } },
  { identity: { certificate: '/c.pem', key: { file: '/k.pem' } } },
  { identity: { pkcs12: { der: Buffer.of(1) }, passphrase: 'x' } },
  { peer: { names: (address) => address.toUpperCase() } },
  { peer: { names: { '10.0.0.1': 'db.example' } } },
  { secureContext: createSecureContext() },
  { credentials: { username: 'app', passwordFile: '/p' } },
  { credentials: ({ signal }) => ({ username: String(signal.aborted), password: 'b' }) },
  { credentials: () => Promise.resolve({ username: 'a', password: 'b' }) },
  { reload: false },
  { insecure: { reason: 'lab', until: new Date(0) } },
  // @ts-expect-error an unknown word
  { trsut: {} },
  // @ts-expect-error a path alone is none of the words
  { trust: { anchors: '/ca.pem' } },
  // @ts-expect-error an unknown form of an anchor
  { trust: { anchors: [{ path: '/ca.pem' }] } },
  // @ts-expect-error a certificate needs its key
  { identity: { certificate: '/c.pem' } },
  // @ts-expect-error no form at all
  { identity: { passphrase: 'x' } },
  // @ts-expect-error certificate and key in one cannot be DER
  { identity: { certificateKeyFile: { der: Buffer.of(1) } } },
  // @ts-expect-error not one of the three words
  { peer: { verify: false } },
  // @ts-expect-error a name is text
  { peer: { names: () => 5 } },
  // @ts-expect-error a version as Node names it
  { protocol: { minVersion: '1.2' } },
  // @ts-expect-error not the function's answer
  { credentials: () => ({ user: 'a', password: 'b' }) },
  // @ts-expect-error leave it out instead
  { reload: true },
  // @ts-expect-error an excuse has a reason
  { insecure: { owner: 'us' } },
];

export function frozen(settings: SecuritySettings): void {
  // @ts-expect-error settings are not changed once they are given
  settings.tls = false;
}

/** Events have names and payloads. */
export function events(): SecurityContext {
  context
    .on('rotated', ({ generation, changed }) => use(generation.toFixed(), changed.includes('trust')))
    .on('reload-failed', ({ error, attempt, retryInMs }) =>
      use(error.code, attempt + 1, retryInMs?.toFixed()),
    )
    .on('expiring', ({ subject, notAfter, stage }) =>
      use(subject.length, notAfter.getTime(), stage === '1-day'),
    )
    .on('insecure', ({ place, reason, excuse }) => use(place.length, reason.length, excuse?.length))
    .on('refusing', ({ until }) => use(until.getTime()))
    .on('warning', ({ code, message }) => use(code === 'CERTIFICATE_EXPIRED', message.length))
    .on('credentials-frozen', ({ drivers }) => use(drivers.join()))
    .once('closed', ({ generation }) => use(generation.toFixed()));
  // @ts-expect-error an unknown event
  context.on('rotate', () => undefined);
  // @ts-expect-error not in this event
  context.on('closed', ({ error }) => use(error));
  // @ts-expect-error not one of the stages
  context.on('expiring', ({ stage }) => stage === '2-days');
  // @ts-expect-error a payload cannot be changed
  context.on('rotated', (event) => (event.generation = 1));
  // @ts-expect-error not one of the warnings
  context.on('warning', ({ code }) => code === 'SOMETHING');
  return context;
}

/** The names are these eight, which a switch can count on. */
export function levelOf(name: SecurityEventName): number {
  switch (name) {
    case 'rotated':
    case 'closed':
      return 0;
    case 'expiring':
    case 'insecure':
    case 'warning':
    case 'credentials-frozen':
      return 1;
    case 'reload-failed':
    case 'refusing':
      return 2;
  }
}
export const listeners: { readonly [Name in SecurityEventName]?: (event: SecurityEvents[Name]) => void } = {
  rotated: ({ generation }) => use(generation),
};
void openSecurityContext({}, { listeners, name: 'orders', env: {} });
// @ts-expect-error a listener of the wrong payload
void openSecurityContext({}, { listeners: { closed: ({ error }: { error: Error }) => use(error) } });
// @ts-expect-error no such option
void openSecurityContext({}, { listener: {} });

/** Codes are a closed set, safe to switch on. */
export const code: SecurityErrorCode = 'ERR_PEER_UNTRUSTED';
// @ts-expect-error no such code
export const noCode: SecurityErrorCode = 'ERR_PEER_UNTRUSTWORTHY';
// @ts-expect-error a code is not any text
export const anyCode: SecurityErrorCode = 'ERR_'.concat(code);

export function errors(thrown: unknown): SecurityErrorCode | undefined {
  const answer: SecurityError | undefined = explain(thrown, context);
  const action: string | undefined = answer?.action;
  use(action);
  // @ts-expect-error the answer may be undefined
  use(explain(thrown).code);
  // @ts-expect-error a code is not changed
  if (answer !== undefined) answer.code = 'ERR_KEY_MISMATCH';
  // @ts-expect-error an error has a reason
  use(new SecurityError('ERR_KEY_MISMATCH', {}));
  return SecurityError.is(thrown) ? thrown.code : undefined;
}

/** The status is plain data to read. */
export function health(): string {
  const anchors: number | 'node' | 'unknown' = status.trust.anchors;
  // @ts-expect-error an identity may be missing
  use(status.identity.subject);
  // @ts-expect-error the status is read only
  status.generation = 1;
  return `${String(anchors)} ${status.state satisfies 'open' | 'refusing' | 'closed'}`;
}

/** An adapter is words and functions; what it lists is closed. */
export const adapter: DriverAdapter<Input, Input> = {
  driver: 'double',
  urlSchemes: ['double:'],
  mechanisms: ['liveContext', 'identityCheck', 'noResumption'],
  read: (input) => ({ settings: { tls: true }, rest: input, places: { tls: 'URL' } }),
  bind: (binding, input) => ({ url: `${input.url}${String(binding.tlsOptions().rejectUnauthorized)}` }),
};
// @ts-expect-error no such mechanism
export const mechanism: Mechanism = 'everything';
// @ts-expect-error an adapter says what it passes through
export const incomplete: DriverAdapter<Input, Input> = { ...adapter, mechanisms: undefined };

export async function login(credentials: BoundCredentials): Promise<string> {
  // @ts-expect-error a password is a secret, not a text
  const text: string | undefined = credentials.password;
  use(text);
  return credentials.password?.reveal() ?? (await credentials.request()).password;
}

/** One form of identity at a time. */
// @ts-expect-error one file or two, not both
export const both: SecuritySettings = { identity: { certificateKeyFile: 'app.pem', key: 'app.key' } };
