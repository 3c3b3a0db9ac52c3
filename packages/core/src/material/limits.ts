const MIB = 1024 * 1024;

/** How much is read of each kind, in bytes. Nothing beyond is ever read. */
export const limits = {
  /** One certificate chain, private key, container, passphrase or password. */
  single: MIB,
  /** Trust anchors in one piece. */
  bundle: 16 * MIB,
  /** Certificate revocation lists in one piece. */
  crl: 64 * MIB,
} as const;

/** Most names a folder of anchors may hold. */
export const DIRECTORY_NAMES = 4096;

/** Milliseconds one read may take. */
export const READ_DEADLINE_MS = 30_000;

/** Most rounds of key derivation a file may ask for. */
export const DERIVATION_ROUNDS = 10_000_000;

/** The limit in words. */
export function limitWords(bytes: number): string {
  return `${bytes / MIB} MiB`;
}
