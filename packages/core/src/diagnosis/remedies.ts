/** What a remedy depends on. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  /** Version of the OpenSSL that Node was built with. */
  readonly openssl: string;
}

/** The smallest safe thing to do, in one or two sentences. */
export type Remedy = (machine: Machine) => string;

const PUBLIC_ROOTS: Partial<Readonly<Record<NodeJS.Platform, string>>> = {
  linux:
    'update the ca-certificates package; in a container without it, set SSL_CERT_FILE to a bundle of roots',
  darwin: 'update macOS or add the root to the System keychain; or set SSL_CERT_FILE to a bundle of roots',
  win32: 'let Windows Update bring the roots; or set SSL_CERT_FILE to a bundle of roots',
  freebsd: 'update the ca_root_nss package; or set SSL_CERT_FILE to a bundle of roots',
};

/** Outdated or missing public roots are mended differently on every system. */
export const trustTheIssuer: Remedy = ({ platform }) =>
  'Put the CA that issued it into trust.anchors; do not turn verification off. If it is a public CA, ' +
  `${PUBLIC_ROOTS[platform] ?? 'update the system’s roots, or set SSL_CERT_FILE to a bundle of roots'}.`;

/** Where an issuer is missing, it is as often the server that does not send it. */
export const completeTheChain: Remedy = (machine) =>
  `Have the server send its intermediate certificates too. ${trustTheIssuer(machine)}`;

/** The alert is the same whichever side is the old one. */
export const widenVersions: Remedy = ({ openssl }) =>
  'Update the older side. If it is this one, raise protocol.maxVersion or leave it out: ' +
  `OpenSSL ${openssl}, which this Node has, speaks TLS 1.3. If it is the server, the last resort is a lower ` +
  'protocol.minVersion with ciphers DEFAULT@SECLEVEL=0, and `insecure` saying why.';

export const widenCiphers: Remedy = () =>
  'Update the older side; where that cannot be done, name a cipher that the server has in protocol.ciphers.';

export const showAnotherCertificate: Remedy = () =>
  'Give identity a certificate that the server’s CA issued for clients, with its intermediates.';

/** TLS 1.2 has one alert for no client certificate and for no cipher in common. */
export const showCertificateOrWidenCiphers: Remedy = () =>
  'Give identity a certificate that the server’s CA issued for clients. If the server asks for none, name a cipher ' +
  'that it has in protocol.ciphers, or update it.';

export const reissue: Remedy = () =>
  'Have the server’s certificate reissued; nothing on this side should be loosened.';

export const provideLists: Remedy = () => 'Provide a current CRL of every issuer in the chain.';

export const checkPort: Remedy = () =>
  'Check host and port: the port may be a plaintext one. Do not turn TLS off to make it work.';

export const checkReach: Remedy = () => 'Check host, port, DNS and firewall, and that the server runs.';

export const expectAnotherName: Remedy = () =>
  'Connect by a name in the certificate, or say which to expect with peer.servername or peer.names.';
