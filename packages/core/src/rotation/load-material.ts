import { SecurityError, throwErrors } from '../errors/security-error.js';
import { readCredentials } from '../material/credentials.js';
import { calledOff, pause } from '../material/deadline.js';
import type { Deadline } from '../material/deadline.js';
import { readIdentity } from '../material/identity.js';
import { READ_DEADLINE_MS } from '../material/limits.js';
import { MaterialReading } from '../material/material-reading.js';
import type { Identity, Material, TrustStore } from '../material/material.js';
import { SourceReads } from '../material/source.js';
import type { CanonicalSettings } from '../settings/canonical-settings.js';
import { systemStoreOf } from '../trust/system-store.js';
import type { SystemStore } from '../trust/system-store.js';
import { TrustChoices } from '../trust/trust-choices.js';
import { NO_TRUST, readTrust } from '../trust/trust-reading.js';

/** How material is loaded. */
export interface LoadOptions {
  /** Calls the load off; a {@link SecurityError} as its reason is what is thrown then. */
  readonly signal: AbortSignal;
  /** Where `'system'` looks for `SSL_CERT_FILE`, `SSL_CERT_DIR` and `NODE_EXTRA_CA_CERTS`. */
  readonly env: NodeJS.ProcessEnv;
  /** The clock, in milliseconds since 1970. @defaultValue `Date.now` */
  readonly now?: () => number;
  /** Whether waiting must not keep the process alive: for reloads. @defaultValue `false` */
  readonly background?: boolean;
  /** Milliseconds one read may take. @defaultValue 30,000 */
  readonly deadlineMs?: number;
  /** What the loads before chose. @defaultValue nothing yet */
  readonly choices?: TrustChoices;
  /** The operating system's store. @defaultValue that of this platform */
  readonly system?: SystemStore;
}

const ATTEMPTS = 5;
const BETWEEN_ATTEMPTS_MS = 25;

/**
 * Loads everything the settings name: all I/O there is. What changes while it is read is read again, so that the
 * material is of one moment; the errors of trust, identity and credentials come together.
 * @throws SecurityError
 */
export async function loadMaterial(settings: CanonicalSettings, options: LoadOptions): Promise<Material> {
  const { signal, deadlineMs = READ_DEADLINE_MS, background = false } = options;
  const deadline: Deadline = { signal, ms: deadlineMs, background };
  const sources = new SourceReads();
  for (let attempt = 1; ; attempt++) {
    const reading = new MaterialReading(deadline, sources);
    const material = await readAll(reading, settings, options).catch((error: unknown) => failure(error));
    if (signal.aborted) throw calledOff('material', signal);
    if (await reading.unchanged()) {
      if (SecurityError.is(material)) throw material;
      options.choices?.settle();
      return material;
    }
    if (attempt === ATTEMPTS) throw unsteady(reading, SecurityError.is(material) ? material : undefined);
    await pause(BETWEEN_ATTEMPTS_MS * attempt, deadline);
  }
}

async function readAll(
  reading: MaterialReading,
  settings: CanonicalSettings,
  options: LoadOptions,
): Promise<Material> {
  const parts = [
    anchors(reading, settings, options),
    identity(reading, settings, options),
    readCredentials(reading, settings.credentials),
  ] as const;
  const settled = await Promise.allSettled(parts);
  throwErrors(settled.flatMap((part) => (part.status === 'rejected' ? [failure(part.reason)] : [])));
  const [trust, own, credentials] = await Promise.all(parts);
  return Object.freeze({
    trust,
    ...(own && { identity: own }),
    ...(credentials && { credentials }),
    warnings: Object.freeze(reading.warnings),
    paths: Object.freeze(reading.paths),
    signature: reading.signature(),
  });
}

/** Whether only a login is needed: plaintext, or a native context that has the rest in it. */
function isBare({ tls, secureContext }: CanonicalSettings): boolean {
  return !tls || secureContext !== undefined;
}

async function identity(
  reading: MaterialReading,
  settings: CanonicalSettings,
  { now = Date.now }: LoadOptions,
): Promise<Identity | undefined> {
  if (isBare(settings) || settings.identity === undefined) return undefined;
  return readIdentity(reading, settings.identity, now());
}

async function anchors(
  reading: MaterialReading,
  settings: CanonicalSettings,
  options: LoadOptions,
): Promise<TrustStore> {
  const { trust, peer } = settings;
  if (isBare(settings)) return NO_TRUST;
  if (peer.verify !== 'none') {
    const store = options.system ?? systemStoreOf(process.platform);
    const choices = options.choices ?? new TrustChoices();
    return readTrust(reading, trust.anchors, { env: options.env, store, choices });
  }
  if (trust.explicit) {
    const place = trust.anchors[0]?.place ?? 'trust.anchors';
    const message = `${place}: these trust anchors are not read, because peer.verify is 'none'`;
    reading.warn('ANCHORS_NOT_READ', message);
  }
  return NO_TRUST;
}

/** What nobody foresaw is our error all the same, so that a reload keeps the last good generation. */
function failure(cause: unknown): SecurityError {
  if (SecurityError.is(cause)) return cause;
  return new SecurityError('ERR_MATERIAL_UNREADABLE', { reason: 'material could not be loaded', cause });
}

function unsteady(reading: MaterialReading, cause: SecurityError | undefined): SecurityError {
  return new SecurityError('ERR_MATERIAL_UNREADABLE', {
    place: reading.paths.join(', '),
    reason: `this kept changing while it was read, ${ATTEMPTS} times`,
    action: 'Replace files by renaming finished ones; keep folders of anchors free of other files.',
    cause,
  });
}
