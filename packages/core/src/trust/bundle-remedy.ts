const INSTALL: Partial<Readonly<Record<NodeJS.Platform, string>>> = {
  linux:
    'Install the ca-certificates package (Debian, Ubuntu, Arch, Gentoo, Alpine: ca-certificates; Fedora, RHEL: ca-certificates with openssl)',
  freebsd: 'Install the ca_root_nss package',
  darwin: 'Install curl-ca-bundle (MacPorts) or openssl (Homebrew)',
  win32:
    'Windows keeps its roots in a store and not in a file: download a bundle (cacert.pem, from cURL’s CA extract)',
};

/**
 * What to do where none of the bundles of a list is there.
 * @param named what its users call the list
 */
export function bundleRemedy(named: string, platform: NodeJS.Platform): string {
  const install = INSTALL[platform] ?? 'Install a bundle of trust anchors';
  return `${install}, or add the path of a bundle to ${named}, or set SSL_CERT_FILE to one. Do not turn verification off.`;
}
