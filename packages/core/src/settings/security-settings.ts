import type { SecureContext } from 'node:tls';
import type { CredentialSource, CredentialSettings } from './credential-settings.js';
import type { MaterialSource } from './material-source.js';

/** One place bytes come from: a path, `{ file }`, `{ pem }` or `{ der }`. */
export type ByteSetting = string | FileSetting | PemSetting | DerSetting;
/** A file by path. Relative paths are from the working directory, in a settings file from that file's folder. */
export interface FileSetting {
  /** Path of the file: at most 1 MiB for a certificate or key, 16 MiB for a bundle of anchors. */
  readonly file: string;
}
/** PEM text (RFC 7468) given directly. */
export interface PemSetting {
  /** One PEM block or several, not a path. */
  readonly pem: string;
}
/** DER bytes (X.690) given directly. */
export interface DerSetting {
  /** The bytes of one certificate, key or PKCS#12 container. */
  readonly der: Uint8Array;
}

/**
 * A file that a variable of the environment names. Unset or empty: passed over. Set: it must be there, and nothing else
 * is looked at.
 */
export interface EnvironmentFileSetting {
  /** The variable. */
  readonly environment: 'SSL_CERT_FILE';
}
/** The first of several files that exists, for good: one that vanishes later is an error of the reload. */
export interface FirstOfSetting {
  /** Paths and variables in order, at least one. What is missing or a folder is passed over; none is an error. */
  readonly firstOf: readonly (string | EnvironmentFileSetting)[];
  /** What errors call the list: `No CA Certificates were found in CA_CERTS_PATH.` @defaultValue none */
  readonly named?: string;
}

/** One entry of `trust.anchors`: see {@link TrustSettings.anchors}. */
export type AnchorSetting = ByteSetting | { readonly directory: string } | FirstOfSetting | MaterialSource;

/** Whom the application trusts. */
export interface TrustSettings {
  /**
   * Trust anchors. `'system'`: `SSL_CERT_FILE` / `SSL_CERT_DIR` if set, else the operating system's store, plus
   * `NODE_EXTRA_CA_CERTS`. `'node'`: the roots Node ships. Or a list of these two words and of sources: a path,
   * `{ file }`, `{ directory }`, `{ pem }`, `{ der }`, `{ firstOf: [paths] }` (the first file that exists), or a
   * {@link MaterialSource}. A list replaces the system's anchors.
   * @defaultValue `'system'`
   */
  readonly anchors?: 'system' | 'node' | readonly AnchorSetting[];
  /** Whether an intermediate may be an anchor (OpenSSL's X509_V_FLAG_PARTIAL_CHAIN). @defaultValue `false` */
  readonly partialChain?: boolean;
}

/** How a key is unlocked: at most one of the two. A file's last line break does not count. */
export interface PassphraseSettings {
  /** The passphrase itself. @defaultValue none */
  readonly passphrase?: string;
  /** Path of a file holding the passphrase; read again with the key. @defaultValue none */
  readonly passphraseFile?: string;
}

/** Certificate chain and private key in one PEM, in any order. */
export interface CombinedIdentitySettings extends PassphraseSettings {
  readonly certificate?: never;
  readonly key?: never;
  readonly pkcs12?: never;
  /** Path, `{ file }` or `{ pem }` with certificate (RFC 5280), intermediates and key (PKCS#8 RFC 5958, PKCS#1, SEC 1). */
  readonly certificateKeyFile: string | FileSetting | PemSetting;
}
/** Certificate chain and private key apart. */
export interface PairIdentitySettings extends PassphraseSettings {
  readonly certificateKeyFile?: never;
  readonly pkcs12?: never;
  /** Path, `{ file }`, `{ pem }` or `{ der }`: the certificate (RFC 5280), in PEM with its intermediates. */
  readonly certificate: ByteSetting;
  /** Path, `{ file }`, `{ pem }` or `{ der }`: the key of that certificate (PKCS#8 RFC 5958, PKCS#1, SEC 1). */
  readonly key: ByteSetting;
}
/** A PKCS#12 container (RFC 7292). Certificates in it are sent, never trusted. */
export interface Pkcs12IdentitySettings extends PassphraseSettings {
  readonly certificateKeyFile?: never;
  readonly certificate?: never;
  readonly key?: never;
  /** Path, `{ file }` or `{ der }` of the container, holding one key and its certificate. */
  readonly pkcs12: string | FileSetting | DerSetting;
}
/** How the application proves who it is. */
export type IdentitySettings =
  CombinedIdentitySettings | PairIdentitySettings | Pkcs12IdentitySettings | MaterialSource;

/** What is demanded of the server. */
export interface PeerSettings {
  /** `'full'`: chain and name; `'chain'`: the name is not checked; `'none'`: nothing is. @defaultValue `'full'` */
  readonly verify?: 'full' | 'chain' | 'none';
  /** Server name to send (SNI, RFC 6066) and to expect. @defaultValue the dialled host */
  readonly servername?: string;
  /** The name to expect (RFC 9525) per dialled address: a map or a function. @defaultValue the dialled host */
  readonly names?: Readonly<Record<string, string>> | ((address: string) => string | undefined);
  /** Rules a chain must keep. `'strict'` is not in this version. @defaultValue `'openssl'` */
  readonly profile?: 'strict' | 'openssl';
  /** SPKI SHA-256 pins. Not in this version. */
  readonly pins?: readonly string[];
}

/** A TLS protocol version as Node names it. */
export type ProtocolVersion = 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3';

/** TLS versions and algorithms. */
export interface ProtocolSettings {
  /** Lowest version to speak; below `'TLSv1.2'` is insecure (RFC 8996). @defaultValue `'TLSv1.2'` */
  readonly minVersion?: ProtocolVersion;
  /** Highest version to speak, not below `minVersion`. @defaultValue Node's, `'TLSv1.3'` */
  readonly maxVersion?: ProtocolVersion;
  /**
   * OpenSSL cipher list and TLS 1.3 suites, colon-separated. Node's `DEFAULT` excludes some suites for good: to use a
   * legacy suite, name it in a list without `DEFAULT`. Suites without authentication or without encryption are always
   * left out, also those of `--tls-cipher-list`.
   * @defaultValue Node's, `tls.DEFAULT_CIPHERS`
   */
  readonly ciphers?: string;
  /** Key exchange groups (RFC 8446, 4.2.7), colon-separated, as OpenSSL names them. @defaultValue Node's */
  readonly groups?: string;
  /** Speak to servers without RFC 5746 (SSL_OP_LEGACY_SERVER_CONNECT). Insecure. @defaultValue `false` */
  readonly legacyRenegotiation?: boolean;
}

/** How revocation is checked. Only `'off'` in this version. */
export type RevocationSettings =
  | 'off'
  | { readonly crl: { readonly sources: readonly ByteSetting[]; readonly check?: 'chain' | 'leaf' } }
  | {
      readonly ocsp: {
        readonly unknown?: 'allow' | 'refuse';
        readonly endpoint?: boolean;
        readonly timeoutMs?: number;
      };
    };

/** When changed material is looked for. */
export interface ReloadSettings {
  /** Milliseconds without a further change before files are read again, 0 to 60,000. @defaultValue `500` */
  readonly quietMs?: number;
  /** Milliseconds between two looks, 20 to 3,600,000; `fs.watch` only makes it sooner. @defaultValue `5000` */
  readonly pollMs?: number;
}

/** Owns up to insecure settings, so that `refuseInsecure` lets them pass. */
export interface InsecureSettings {
  /** Why it has to be. */
  readonly reason: string;
  /** Who answers for it. */
  readonly owner?: string;
  /** When it ends (ISO 8601 date or date and time). Handshakes are refused from then on. */
  readonly until?: string | Date;
}

/** Everything that can be said about one connection's security. All of it is optional: the defaults are safe. */
export interface SecuritySettings {
  /** `false`: plaintext, and then no other TLS setting may be given. @defaultValue `true` */
  readonly tls?: boolean;
  /** Whom the application trusts. @defaultValue the system's anchors */
  readonly trust?: TrustSettings;
  /** Client certificate and key. @defaultValue none: no client certificate is sent */
  readonly identity?: IdentitySettings;
  /** What is demanded of the server. @defaultValue chain and name are checked */
  readonly peer?: PeerSettings;
  /** How revocation is checked; only `'off'` in this version. @defaultValue `'off'` */
  readonly revocation?: RevocationSettings;
  /** TLS versions and algorithms. @defaultValue TLS 1.2 and later, the rest Node's */
  readonly protocol?: ProtocolSettings;
  /** A ready native context, passed through. Excludes trust, identity, protocol, pins and revocation. */
  readonly secureContext?: SecureContext;
  /** Login: fixed, or a function asked once per connection where the driver can. @defaultValue none */
  readonly credentials?: CredentialSettings | CredentialSource;
  /** `false`: only {@link SecurityContext.reload} reads again. @defaultValue `{ quietMs: 500, pollMs: 5000 }` */
  readonly reload?: false | ReloadSettings;
  /** Owns up to what is insecure here: why, who, until when. @defaultValue none */
  readonly insecure?: InsecureSettings;
  /** Insecure settings without a valid `insecure` are an error. @defaultValue `false` */
  readonly refuseInsecure?: boolean;
}
