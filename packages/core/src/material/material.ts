import type { KeyObject, X509Certificate } from 'node:crypto';
import type { Secret } from '../errors/secret.js';

/** Certificate chain and private key, parsed and matched. */
export interface Identity {
  /** Leaf first, then the intermediates that were given, each issuing the one before where that can be told. */
  readonly chain: readonly [X509Certificate, ...X509Certificate[]];
  /** The private key of the leaf, unlocked. */
  readonly key: KeyObject;
}

/** Trust anchors and where they came from. */
export interface TrustStore {
  /** Parsed, one of each by DER. Empty when `nodeRoots` alone is meant. */
  readonly certificates: readonly X509Certificate[];
  /** `true`: Node's own roots, by leaving `ca` out, which shares one native store. */
  readonly nodeRoots: boolean;
  /** Where anchors came from, in plain words with counts: `/etc/pki/ca.pem (1)`. */
  readonly origins: readonly string[];
}

/** The login of one moment. */
export interface LoadedCredentials {
  readonly username?: string;
  readonly password?: Secret;
}

/** Something worth telling that is no error. */
export interface MaterialWarning {
  readonly code:
    | 'KEY_FILE_READABLE_BY_OTHERS'
    | 'CERTIFICATE_EXPIRED'
    | 'CERTIFICATE_NOT_YET_VALID'
    | 'CERTIFICATE_UNUSED'
    | 'ANCHORS_NOT_READ'
    | 'SYSTEM_STORE_FALLBACK';
  readonly message: string;
}

/** Everything a generation is made of, all of one moment. */
export interface Material {
  readonly trust: TrustStore;
  readonly identity?: Identity;
  readonly credentials?: LoadedCredentials;
  readonly warnings: readonly MaterialWarning[];
  /** Files and folders that were read or looked for, absolute and sorted: what to watch. */
  readonly paths: readonly string[];
  /** `signatureOf(paths)` at the moment of reading: another value means there is something new. */
  readonly signature: string;
}
