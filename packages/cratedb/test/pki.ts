import { TestAuthority, TestFolder } from '@security-context/testkit';
import type { ServerTls, TestLeaf } from '@security-context/testkit';

/** The files of the tests: those of crate-python's documentation, and unusable ones. */
export interface Pki extends AsyncDisposable {
  /** The authority of server and client. */
  readonly ca: TestAuthority;
  readonly server: TestLeaf;
  readonly client: TestLeaf;
  /** Demands a client certificate of the authority. */
  readonly demanding: ServerTls;
  readonly files: {
    readonly ca: string;
    /** An authority that issued nothing here. */
    readonly otherCa: string;
    readonly garbage: string;
    readonly missing: string;
    readonly clientCertificate: string;
    readonly clientKey: string;
    /** Certificate and key in one. */
    readonly client: string;
    /** The same, encrypted with `se:cret`. */
    readonly lockedClient: string;
    /** Certificate and key of the other authority, in one. */
    readonly otherClient: string;
  };
}

/** Two authorities, and what they issue, in a folder of their own. */
export async function makePki(): Promise<Pki> {
  const [folder, ca, other] = await Promise.all([
    TestFolder.create(),
    TestAuthority.create(),
    TestAuthority.create(),
  ]);
  const asClient = { usage: 'client', commonName: 'app' } as const;
  const [server, client, stranger] = await Promise.all([
    ca.issue(),
    ca.issue(asClient),
    other.issue(asClient),
  ]);
  const files = {
    ca: await folder.write('ca.pem', ca.certificatePem),
    otherCa: await folder.write('other-ca.pem', other.certificatePem),
    garbage: await folder.write('garbage.pem', 'no certificate'),
    missing: folder.path('missing.pem'),
    clientCertificate: await folder.write('client.crt', client.chainPem),
    clientKey: await folder.write('client.key', client.keyPem),
    client: await folder.write('client.pem', client.combinedPem()),
    lockedClient: await folder.write('locked.pem', client.combinedPem({ passphrase: 'se:cret' })),
    otherClient: await folder.write('other-client.pem', stranger.combinedPem()),
  };
  const demanding = { ...server.tls, ca: ca.certificatePem, requestCert: true };
  return { ca, server, client, demanding, files, [Symbol.asyncDispose]: () => folder.remove() };
}
