/**
 * Where trust anchors are looked for: one path, or a list of which the first file that exists is used; a list replaces
 * {@link DEFAULT_CA_CERTS_PATH}. As `{ search, append }` the files of `append` are trusted as well, each of which must
 * be there; without `search` that is the default list and these. Nothing here ever changes: a list is for one context.
 */
export type CaCertsPath = string | readonly string[] | CaCertsSearch;

/** A list, and files that are trusted beside whatever it leads to. */
export interface CaCertsSearch {
  /** Paths in order: the first file that exists is used. @defaultValue {@link DEFAULT_CA_CERTS_PATH} */
  readonly search?: readonly string[];
  /** Files that are trusted as well, each of which must be there. @defaultValue none */
  readonly append?: readonly string[];
}

/** The list of Apache Libcloud: where systems keep their bundles. Frozen: see {@link appendCaCerts}. */
export const DEFAULT_CA_CERTS_PATH: readonly string[] = Object.freeze([
  '/etc/pki/tls/certs/ca-bundle.crt', // CentOS, Fedora: openssl
  '/etc/ssl/certs/ca-certificates.crt', // Debian, Ubuntu, Arch, Gentoo: ca-certificates
  '/usr/local/share/certs/ca-root-nss.crt', // FreeBSD: ca_root_nss
  '/opt/local/share/curl/curl-ca-bundle.crt', // macOS with MacPorts: curl-ca-bundle
  '/usr/local/etc/openssl/cert.pem', // macOS with Homebrew: openssl
  '/usr/local/opt/curl-ca-bundle/share/ca-bundle.crt', // macOS with Homebrew: curl-ca-bundle
]);

/**
 * A list with more files to trust, for `caCertsPath`; the list given stays as it is.
 * @example
 * ```ts
 * appendCaCerts(DEFAULT_CA_CERTS_PATH, '/etc/pki/private-ca.pem')
 * ```
 */
export function appendCaCerts(list: CaCertsPath, ...paths: readonly string[]): CaCertsSearch {
  const { search, append = [] } = searchOf(list);
  return Object.freeze({
    ...(search && { search: Object.freeze([...search]) }),
    append: Object.freeze([...append, ...paths]),
  });
}

/** The long form of a list. */
export function searchOf(list: CaCertsPath): CaCertsSearch {
  if (typeof list === 'string') return { search: [list] };
  return isList(list) ? { search: list } : list;
}

function isList(list: readonly string[] | CaCertsSearch): list is readonly string[] {
  return Array.isArray(list);
}
