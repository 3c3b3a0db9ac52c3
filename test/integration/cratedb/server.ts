import { startCrateDouble, TestAuthority } from '@security-context/testkit';
import type { SecuritySettings } from '@security-context/core';
import { serverUrl } from '../../servers/provision.js';

/** A CrateDB server, and how to reach it. */
export interface CrateServer extends AsyncDisposable {
  /** With its login, if it wants one. */
  readonly url: string;
  readonly settings: SecuritySettings;
}

/** The server of `CRATEDB_URL`, else the double of the testkit: CrateDB itself cannot be had from a registry. */
export async function crateServer(): Promise<CrateServer> {
  const own = serverUrl('CRATEDB');
  if (own !== undefined) {
    const { url, caFile, certificateKeyFile } = own;
    const settings: SecuritySettings = {
      ...(caFile !== undefined && { trust: { anchors: [caFile] } }),
      ...(certificateKeyFile !== undefined && { identity: { certificateKeyFile } }),
    };
    return { url, settings, [Symbol.asyncDispose]: () => Promise.resolve() };
  }
  const authority = await TestAuthority.create();
  const users = [{ username: 'app', password: 'secret' }];
  const double = await startCrateDouble({ tls: (await authority.issue()).tls, users });
  return {
    url: double.url.replace('//', '//app:secret@'),
    settings: { trust: { anchors: [{ pem: authority.certificatePem }] } },
    [Symbol.asyncDispose]: () => double.close(),
  };
}
