import { TestAuthority, TestFolder } from '@security-context/testkit';
import type { ServerTls, TestLeaf } from '@security-context/testkit';

/** The files of crate-python's documentation, and an authority for servers. */
export interface Material {
  readonly folder: TestFolder;
  readonly ca: TestAuthority;
  readonly server: TestLeaf;
  /** How a server demands a client certificate. */
  readonly demanding: ServerTls;
  readonly files: Readonly<Record<'ca' | 'otherCa' | 'garbage' | 'missing', string>>;
  /** Words for a client certificate. */
  readonly client: { readonly cert_file: string; readonly key_file: string };
  /** The same with both in one file. */
  readonly oneFile: { readonly cert_file: string; readonly key_file: string };
  /** Words for one of another authority. */
  readonly stranger: { readonly cert_file: string; readonly key_file: string };
}

export async function makeMaterial(): Promise<Material> {
  const folder = await TestFolder.create();
  const [ca, other] = await Promise.all([TestAuthority.create(), TestAuthority.create()]);
  const client = await ca.issue({ usage: 'client', commonName: 'app' });
  const stranger = await other.issue({ usage: 'client', commonName: 'app' });
  const server = await ca.issue();
  const one = await folder.write('client.pem', client.combinedPem());
  return {
    folder,
    ca,
    server,
    demanding: { ...server.tls, ca: ca.certificatePem, requestCert: true },
    files: {
      ca: await folder.write('ca.pem', ca.certificatePem),
      otherCa: await folder.write('other-ca.pem', other.certificatePem),
      garbage: await folder.write('garbage.pem', 'no certificate'),
      missing: folder.path('missing.pem'),
    },
    client: {
      cert_file: await folder.write('client.crt', client.chainPem),
      key_file: await folder.write('client.key', client.keyPem),
    },
    oneFile: { cert_file: one, key_file: one },
    stranger: {
      cert_file: await folder.write('stranger.crt', stranger.chainPem),
      key_file: await folder.write('stranger.key', stranger.keyPem),
    },
  };
}
