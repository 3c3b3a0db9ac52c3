import { startCqlDouble, TestAuthority, TestFolder } from '@security-context/testkit';
import type { CqlDouble } from '@security-context/testkit';

/** A Cassandra double in this process, with a throw-away CA and a login: so that the example runs without a server. */
export class EmbeddedCluster implements AsyncDisposable {
  private constructor(
    readonly server: CqlDouble,
    private readonly authority: TestAuthority,
    private readonly folder: TestFolder,
  ) {}

  static async start(): Promise<EmbeddedCluster> {
    const authority = await TestAuthority.create();
    const { tls } = await authority.issue();
    const server = await startCqlDouble({
      tls: { ...tls, ca: authority.certificatePem, requestCert: true },
      users: [],
    });
    const cluster = new EmbeddedCluster(server, authority, await TestFolder.create());
    await cluster.folder.write('ca.pem', authority.certificatePem);
    await cluster.renew('events-1', 'first');
    return cluster;
  }

  /** What the program would find in its environment. */
  get env(): NodeJS.ProcessEnv {
    return {
      CASSANDRA_CONTACT_POINT: this.server.contactPoint,
      CASSANDRA_CA_FILE: this.folder.path('ca.pem'),
      CASSANDRA_CERTIFICATE_KEY_FILE: this.folder.path('app.pem'),
      CASSANDRA_USERNAME: 'events',
      CASSANDRA_PASSWORD_FILE: this.folder.path('password'),
    };
  }

  /** A new certificate in the place of the old, and a new password on both sides. */
  async renew(commonName: string, password: string): Promise<void> {
    const leaf = await this.authority.issue({ usage: 'client', commonName });
    this.server.users = [{ username: 'events', password }];
    await this.folder.replace('app.pem', leaf.combinedPem());
    await this.folder.replace('password', password);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server.close();
    await this.folder.remove();
  }
}
