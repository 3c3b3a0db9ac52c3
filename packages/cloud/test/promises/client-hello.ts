/** The TLS versions a ClientHello offers (RFC 8446, 4.1.2 and 4.2.1): 0x0300 would be SSLv3. */
export interface OfferedVersions {
  /** The highest, for servers that know no extensions. */
  readonly legacy: number;
  /** Those of the extension `supported_versions`, in order; empty without it. */
  readonly versions: readonly number[];
}

const SUPPORTED_VERSIONS = 43;

/** Reads the first record of a connection. @throws when it is no ClientHello */
export function offeredVersions(opening: Buffer): OfferedVersions {
  if (opening[0] !== 22 || opening[5] !== 1) throw new Error('this is no ClientHello');
  const legacy = opening.readUInt16BE(9);
  let at = 11 + 32;
  at += 1 + opening.readUInt8(at); // session id
  at += 2 + opening.readUInt16BE(at); // cipher suites
  at += 1 + opening.readUInt8(at); // compression methods
  const end = at + 2 + opening.readUInt16BE(at);
  for (at += 2; at < end; at += 4 + opening.readUInt16BE(at + 2)) {
    if (opening.readUInt16BE(at) !== SUPPORTED_VERSIONS) continue;
    const count = opening.readUInt8(at + 4) / 2;
    return {
      legacy,
      versions: Array.from({ length: count }, (_, index) => opening.readUInt16BE(at + 5 + 2 * index)),
    };
  }
  return { legacy, versions: [] };
}
