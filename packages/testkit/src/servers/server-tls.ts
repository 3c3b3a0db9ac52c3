import { createSecureContext } from 'node:tls';
import type { SecureContext, SecureContextOptions } from 'node:tls';

/**
 * How a test server speaks TLS: the words of `tls.createServer`. Spread `leaf.tls` for `cert` and `key`.
 *
 * - `requestCert`: ask the client for a certificate. Default `false`.
 * - `rejectUnauthorized`: refuse clients without a certificate of `ca`, by the TLS alert that real servers send
 *   (Node's own server just hangs up). Default `true`; it means nothing without `requestCert`.
 * - `minVersion`, `maxVersion`: below TLS 1.2 the default cipher list becomes `DEFAULT@SECLEVEL=0`, without
 *   which such versions do not work.
 */
export interface ServerTls extends Pick<
  SecureContextOptions,
  | 'cert'
  | 'key'
  | 'pfx'
  | 'passphrase'
  | 'ca'
  | 'crl'
  | 'ciphers'
  | 'ecdhCurve'
  | 'minVersion'
  | 'maxVersion'
  | 'secureOptions'
> {
  readonly requestCert?: boolean;
  readonly rejectUnauthorized?: boolean;
  readonly ALPNProtocols?: string[];
}

const oldVersions: readonly unknown[] = ['TLSv1', 'TLSv1.1'];

/** Parses the server's key material; throws Node's error when it is unusable. */
export function serverContext(tls: ServerTls): SecureContext {
  const old = oldVersions.includes(tls.minVersion) || oldVersions.includes(tls.maxVersion);
  return createSecureContext({
    // An own maximum below Node's default minimum would otherwise be an error.
    ...(old && tls.minVersion === undefined ? { minVersion: 'TLSv1' as const } : {}),
    ...(old ? { ciphers: 'DEFAULT@SECLEVEL=0' } : {}),
    ...tls,
    // Sessions of servers that ask for certificates cannot be resumed without one.
    sessionIdContext: 'testkit',
  });
}
