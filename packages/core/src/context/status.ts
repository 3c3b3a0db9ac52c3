import type { X509Certificate } from 'node:crypto';
import type { CanonicalSettings, InsecureUse } from '../settings/canonical-settings.js';
import type { ReloadFailure } from '../rotation/reload-failure.js';
import type { SecuritySnapshot } from '../snapshot/snapshot.js';

/** The state of a context for health checks: plain data, safe to print and to send. */
export interface SecurityStatus {
  readonly name: string;
  /** `'refusing'`: `insecure.until` has passed. */
  readonly state: 'open' | 'refusing' | 'closed';
  readonly generation: number;
  /** When this generation began. */
  readonly since: Date;
  readonly tls: boolean;
  readonly verify: 'full' | 'chain' | 'none';
  readonly profile: 'openssl';
  readonly trust: {
    /** How many anchors; `'node'`: those Node ships; `'unknown'`: of a native context passed through. */
    readonly anchors: number | 'node' | 'unknown';
    /** Where they came from. */
    readonly origins: readonly string[];
    /** When the first of them ends. */
    readonly notAfter?: Date;
  };
  readonly identity?: {
    readonly subject: string;
    readonly issuer: string;
    readonly serialNumber: string;
    /** SHA-256 of the certificate, colon-separated hex. */
    readonly fingerprint256: string;
    readonly notBefore: Date;
    readonly notAfter: Date;
  };
  readonly insecure: readonly InsecureUse[];
  /** The last load, if it failed; gone with the next one that does not. */
  readonly lastFailure?: ReloadFailure;
}

/** Puts the status together. */
export function statusOf(
  name: string,
  state: SecurityStatus['state'],
  settings: CanonicalSettings,
  snapshot: SecuritySnapshot,
  lastFailure: ReloadFailure | undefined,
): SecurityStatus {
  const { trust, identity } = snapshot.material;
  const first = earliest(trust.certificates);
  return {
    name,
    state,
    generation: snapshot.generation,
    since: snapshot.since,
    tls: settings.tls,
    verify: settings.peer.verify,
    profile: settings.peer.profile,
    trust: {
      anchors: settings.secureContext ? 'unknown' : trust.nodeRoots ? 'node' : trust.certificates.length,
      origins: trust.origins,
      ...(first && { notAfter: first }),
    },
    ...(identity && { identity: identityStatus(identity.chain[0]) }),
    insecure: settings.insecureUses,
    ...(lastFailure && { lastFailure }),
  };
}

function identityStatus(leaf: X509Certificate): NonNullable<SecurityStatus['identity']> {
  return {
    subject: leaf.subject.replaceAll('\n', ', '),
    issuer: leaf.issuer.replaceAll('\n', ', '),
    serialNumber: leaf.serialNumber,
    fingerprint256: leaf.fingerprint256,
    notBefore: new Date(leaf.validFrom),
    notAfter: new Date(leaf.validTo),
  };
}

function earliest(certificates: readonly X509Certificate[]): Date | undefined {
  if (certificates.length === 0) return undefined;
  return new Date(Math.min(...certificates.map((certificate) => Date.parse(certificate.validTo))));
}
