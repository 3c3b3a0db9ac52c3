import type { X509Certificate } from 'node:crypto';
import { nameText } from '../material/name-text.js';
import type { CanonicalSettings, InsecureUse } from '../settings/canonical-settings.js';
import type { ReloadFailure } from '../rotation/reload-failure.js';
import type { SecuritySnapshot } from '../snapshot/snapshot.js';

/** The state of a context for health checks: plain data, safe to print and to send. */
export interface SecurityStatus {
  /** The context's name, `'default'` where none was given. */
  readonly name: string;
  /** `'refusing'`: `insecure.until` has passed. */
  readonly state: 'open' | 'refusing' | 'closed';
  /** The generation in use: 1 when opened, one more with every change of material. */
  readonly generation: number;
  /** When this generation began. */
  readonly since: Date;
  /** `false`: connections are plaintext. */
  readonly tls: boolean;
  /** `'full'`: chain and name (RFC 9525); `'chain'`: the chain only; `'none'`: any server is accepted. */
  readonly verify: 'full' | 'chain' | 'none';
  /** The rules a chain must keep: OpenSSL's (RFC 5280), the only ones in this version. */
  readonly profile: 'openssl';
  readonly trust: {
    /** How many anchors; `'node'`: those Node ships; `'unknown'`: of a native context passed through. */
    readonly anchors: number | 'node' | 'unknown';
    /** Where they came from. */
    readonly origins: readonly string[];
    /** The first end among them, may have passed: system stores hold expired roots. Absent where none is known. */
    readonly notAfter?: Date;
  };
  /** The client certificate (RFC 5280); absent where none is sent. */
  readonly identity?: {
    /** Subject, its parts separated by comma and space: `'CN=app, O=shop'`. */
    readonly subject: string;
    /** Issuer, written as the subject is. */
    readonly issuer: string;
    /** Serial number in hex, upper case, without prefix. */
    readonly serialNumber: string;
    /** SHA-256 of the certificate, colon-separated hex. */
    readonly fingerprint256: string;
    /** When it begins to be valid. */
    readonly notBefore: Date;
    /** When it ends. */
    readonly notAfter: Date;
  };
  /** What is insecure in the settings, each with its place; empty where nothing is. */
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
    subject: nameText(leaf.subject),
    issuer: nameText(leaf.issuer),
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
