import type { SecureContext } from 'node:tls';
import type { LoadedCredentials, Material } from '../material/material.js';
import type { CanonicalSettings } from '../settings/canonical-settings.js';
import { identityDigest, trustDigest } from './content-digest.js';
import { nativeContext } from './native-context.js';

/** One numbered, frozen generation of a security context. */
export interface SecuritySnapshot {
  /** Counts from 1; every change of material is one more. */
  readonly generation: number;
  /** When it was sealed. */
  readonly since: Date;
  /** What it was made of. Keys and passwords in it do not print. */
  readonly material: Material;
  /** The native TLS context; absent when TLS is off. */
  readonly secureContext: SecureContext | undefined;
}

/** Which parts of a generation differ from the one before. */
export type ChangedPart = 'trust' | 'identity' | 'credentials';

/**
 * Seals material into a generation. Pure but for the native context, which is shared by content.
 * @throws SecurityError `ERR_SETTING_INVALID`
 */
export function seal(
  material: Material,
  settings: CanonicalSettings,
  generation: number,
  now: number,
): SecuritySnapshot {
  const base = { generation, since: new Date(now), material };
  if (!settings.tls) return Object.freeze({ ...base, secureContext: undefined });
  if (settings.secureContext !== undefined) {
    return Object.freeze({ ...base, secureContext: settings.secureContext });
  }
  return Object.freeze({ ...base, secureContext: nativeContext(material, settings) });
}

/** What changed between two loads; empty when the new one is the same in content. */
export function changedParts(before: Material, after: Material): ChangedPart[] {
  const changed: ChangedPart[] = [];
  if (trustDigest(before.trust) !== trustDigest(after.trust)) changed.push('trust');
  if (identityDigest(before.identity) !== identityDigest(after.identity)) changed.push('identity');
  if (!sameCredentials(before.credentials, after.credentials)) changed.push('credentials');
  return changed;
}

function sameCredentials(
  before: LoadedCredentials | undefined,
  after: LoadedCredentials | undefined,
): boolean {
  return before?.username === after?.username && before?.password?.reveal() === after?.password?.reveal();
}
