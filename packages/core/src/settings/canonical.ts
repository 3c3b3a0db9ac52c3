import type { CanonicalSettings } from './canonical-settings.js';
import { checkSettings } from './check.js';
import { refuseConflicts } from './conflicts.js';
import { findInsecureUses, insecureRefusedBy, refuseInsecureUses } from './insecure-uses.js';
import { readingSettings, type SettingsLayer } from './layers.js';
import { apiSettingsSchema } from './schema.js';
import { nameFunction } from './peer-names.js';
import { anchorOrigins, credentialOrigin, identityOrigin } from './origins.js';

/**
 * Checks settings and completes them with the defaults. Reads nothing.
 * @throws SecurityError `ERR_SETTING_UNKNOWN`, `ERR_SETTING_INVALID`, `ERR_SETTING_CONFLICT`, `ERR_INSECURE_REFUSED`
 */
export function canonicalSettings(layer: SettingsLayer, platform: Platform): CanonicalSettings {
  return readingSettings(layer, () => completed(layer, platform));
}

interface Platform {
  readonly env: NodeJS.ProcessEnv;
  /** Milliseconds since 1970. */
  readonly now: number;
}

function completed({ settings, placeOf }: SettingsLayer, { env, now }: Platform): CanonicalSettings {
  checkSettings(apiSettingsSchema(), settings, placeOf);
  refuseConflicts(settings, placeOf);
  const insecureUses = findInsecureUses(settings, placeOf);
  const refusedBy = insecureRefusedBy(settings, env);
  refuseInsecureUses(insecureUses, settings, refusedBy, now);
  const { trust, peer, protocol, secureContext, insecure } = settings;
  const identity = identityOrigin(settings, placeOf);
  const credentials = credentialOrigin(settings, placeOf);
  return deepFreeze({
    tls: settings.tls ?? true,
    trust: {
      anchors: anchorOrigins(trust?.anchors ?? 'system', placeOf),
      partialChain: trust?.partialChain ?? false,
      explicit: trust?.anchors !== undefined,
    },
    ...(identity && { identity }),
    peer: {
      verify: peer?.verify ?? 'full',
      ...(peer?.servername !== undefined && { servername: peer.servername }),
      ...(peer?.names !== undefined && { names: nameFunction(peer.names) }),
      profile: 'openssl',
    },
    revocation: 'off',
    protocol: {
      minVersion: protocol?.minVersion ?? 'TLSv1.2',
      ...(protocol?.maxVersion !== undefined && { maxVersion: protocol.maxVersion }),
      ...(protocol?.ciphers !== undefined && { ciphers: protocol.ciphers }),
      ...(protocol?.groups !== undefined && { groups: protocol.groups }),
      legacyRenegotiation: protocol?.legacyRenegotiation ?? false,
    },
    ...(secureContext && { secureContext }),
    ...(credentials && { credentials }),
    reload:
      settings.reload === false
        ? false
        : { quietMs: settings.reload?.quietMs ?? 500, pollMs: settings.reload?.pollMs ?? 5000 },
    ...(insecure && {
      insecure: {
        reason: insecure.reason,
        ...(insecure.owner !== undefined && { owner: insecure.owner }),
        ...(insecure.until !== undefined && { until: new Date(insecure.until) }),
      },
    }),
    insecureUses,
    ...(refusedBy !== undefined && { insecureRefusedBy: refusedBy }),
  } satisfies CanonicalSettings);
}

/** Freezes our own plain objects and lists; what users hand in (sources, native contexts) is left as it is. */
function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  if (!Array.isArray(value) && Object.getPrototypeOf(value) !== Object.prototype) return value;
  for (const [key, entry] of Object.entries(value)) {
    if (key !== 'source' && key !== 'secureContext') deepFreeze(entry);
  }
  return Object.freeze(value);
}
