import { startCrateDouble, TestAuthority, TestFolder } from '@security-context/testkit';
import type { CrateDouble } from '@security-context/testkit';

/** A CrateDB double in this process, with a throw-away CA: so that the example runs without a server. */
export class EmbeddedServer implements AsyncDisposable {
  private constructor(
    readonly server: CrateDouble,
    private readonly authority: TestAuthority,
    private readonly folder: TestFolder,
  ) {}

  static async start(): Promise<EmbeddedServer> {
    const authority = await TestAuthority.create();
    const { tls } = await authority.issue();
    const server = await startCrateDouble({
      tls: { ...tls, ca: authority.certificatePem, requestCert: true },
    });
    const embedded = new EmbeddedServer(server, authority, await TestFolder.create());
    await embedded.folder.write('ca.pem', authority.certificatePem);
    await embedded.renewCertificate('search-1');
    return embedded;
  }

  /** What the program would find in its environment. */
  get env(): NodeJS.ProcessEnv {
    return {
      CRATEDB_URL: this.server.url,
      CRATEDB_CA_FILE: this.folder.path('ca.pem'),
      CRATEDB_CERTIFICATE_KEY_FILE: this.folder.path('app.pem'),
    };
  }

  async renewCertificate(commonName: string): Promise<void> {
    const leaf = await this.authority.issue({ usage: 'client', commonName });
    await this.folder.replace('app.pem', leaf.combinedPem());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server.close();
    await this.folder.remove();
  }
}
