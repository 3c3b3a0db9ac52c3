import type { SecureContext } from 'node:tls';
import type { Secret } from '../errors/secret.js';
import type { CredentialSource } from './credential-settings.js';
import type { MaterialSource } from './material-source.js';
import type { FirstOfSetting, ProtocolVersion } from './security-settings.js';

/** Bytes from a file or given directly. `place` names the setting they were asked for by. */
export type ByteOrigin =
  | { readonly kind: 'file'; readonly path: string; readonly place: string }
  | { readonly kind: 'pem'; readonly pem: Secret; readonly place: string }
  | { readonly kind: 'der'; readonly der: Secret<Uint8Array>; readonly place: string };

/** The first of several files that exists. */
export interface FirstOfOrigin {
  readonly kind: 'firstOf';
  readonly paths: FirstOfSetting['firstOf'];
  /** What the list is called in errors. */
  readonly named?: string;
  readonly place: string;
}

/** One place trust anchors come from. */
export type AnchorOrigin =
  | ByteOrigin
  | { readonly kind: 'system' | 'node'; readonly place: string }
  | { readonly kind: 'directory'; readonly path: string; readonly place: string }
  | FirstOfOrigin
  | { readonly kind: 'source'; readonly source: MaterialSource; readonly place: string };

/** A secret given directly or held by a file. */
export type SecretOrigin =
  | { readonly kind: 'value'; readonly secret: Secret; readonly place: string }
  | { readonly kind: 'file'; readonly path: string; readonly place: string };

/** Where certificate and private key come from. */
export type IdentityOrigin =
  | { readonly kind: 'combined'; readonly from: ByteOrigin; readonly passphrase?: SecretOrigin }
  | {
      readonly kind: 'pair';
      readonly certificate: ByteOrigin;
      readonly key: ByteOrigin;
      readonly passphrase?: SecretOrigin;
    }
  | { readonly kind: 'pkcs12'; readonly from: ByteOrigin; readonly passphrase?: SecretOrigin }
  | { readonly kind: 'source'; readonly source: MaterialSource; readonly place: string };

/** Where a login comes from. */
export type CredentialOrigin =
  | { readonly kind: 'source'; readonly source: CredentialSource; readonly place: string }
  | {
      readonly kind: 'fixed';
      readonly username?: string;
      readonly password?: SecretOrigin;
      readonly mechanism?: string;
      readonly authenticator?: string;
      readonly place: string;
    };

/** One thing in the settings that is insecure. */
export interface InsecureUse {
  /** Which setting. */
  readonly place: string;
  /** What it means, in plain words. */
  readonly reason: string;
}

/** The one form every input ends in: complete, checked, frozen. Secrets in it do not print. */
export interface CanonicalSettings {
  readonly tls: boolean;
  readonly trust: {
    readonly anchors: readonly AnchorOrigin[];
    readonly partialChain: boolean;
    /** Whether anchors were written rather than defaulted. */
    readonly explicit: boolean;
  };
  readonly identity?: IdentityOrigin;
  readonly peer: {
    readonly verify: 'full' | 'chain' | 'none';
    readonly servername?: string;
    readonly names?: (address: string) => string | undefined;
    readonly profile: 'openssl';
  };
  readonly revocation: 'off';
  readonly protocol: {
    readonly minVersion: ProtocolVersion;
    readonly maxVersion?: ProtocolVersion;
    readonly ciphers?: string;
    readonly groups?: string;
    readonly legacyRenegotiation: boolean;
  };
  readonly secureContext?: SecureContext;
  readonly credentials?: CredentialOrigin;
  readonly reload: false | { readonly quietMs: number; readonly pollMs: number };
  readonly insecure?: { readonly reason: string; readonly owner?: string; readonly until?: Date };
  readonly insecureUses: readonly InsecureUse[];
  /** What refuses anything insecure, for nothing owns up to it: a setting or a variable, by name. */
  readonly insecureRefusedBy?: string;
}
