import {
  startAwsDouble,
  startCqlDouble,
  startCrateDouble,
  startMongoDouble,
  TestAuthority,
  TestFolder,
} from '@security-context/testkit';
import type { MongoDouble, TestServer } from '@security-context/testkit';

const CONTEXTS = `contexts:
  orders: { adapter: mongodb }
  events: { adapter: cassandra }
  search: { adapter: cratedb }
  archive: { adapter: aws }
`;
const PASSWORD = 'canary-of-the-password';

/** Four doubles that demand client certificates and logins, and a folder with what a client of theirs needs. */
export class SecuredDatabases implements AsyncDisposable {
  /** What must not be printed. */
  readonly canary = PASSWORD;

  private constructor(
    private readonly servers: readonly TestServer[],
    private readonly orders: MongoDouble,
    private readonly folder: TestFolder,
    /** The environment of a shop that may connect. */
    readonly env: Readonly<Record<string, string>>,
  ) {}

  static async start(): Promise<SecuredDatabases> {
    const authority = await TestAuthority.create();
    const tls = { ...(await authority.issue()).tls, ca: authority.certificatePem, requestCert: true };
    const users = [{ username: 'app', password: PASSWORD }];
    const mongodb = await startMongoDouble({ tls });
    const cassandra = await startCqlDouble({ tls, users });
    const cratedb = await startCrateDouble({ tls, users });
    const s3 = await startAwsDouble({ tls });
    const folder = await TestFolder.create();
    const leaf = await authority.issue({ usage: 'client', commonName: 'app' });
    const env: Record<string, string> = {
      SECURITY_CONTEXT_FILE: await folder.write('contexts.yaml', CONTEXTS),
      MONGODB_URL: `mongodb://localhost:${mongodb.port}/`,
      CASSANDRA_CONTACT_POINTS: cassandra.contactPoint,
      CRATEDB_URL: cratedb.url,
      S3_ENDPOINT: s3.url,
    };
    await folder.write('password', PASSWORD);
    await folder.write('ca.pem', authority.certificatePem);
    await folder.write('other-ca.pem', (await TestAuthority.create()).certificatePem);
    await folder.write('app.pem', leaf.combinedPem());
    for (const name of ['ORDERS', 'EVENTS', 'SEARCH', 'ARCHIVE']) {
      env[`SECURITY_CONTEXT_${name}_TRUST_ANCHORS`] = folder.path('ca.pem');
      env[`SECURITY_CONTEXT_${name}_IDENTITY_CERTIFICATE_KEY_FILE`] = folder.path('app.pem');
      env[`SECURITY_CONTEXT_${name}_RELOAD_QUIET_MS`] = '50';
      if (name === 'ORDERS') continue;
      env[`SECURITY_CONTEXT_${name}_CREDENTIALS_USERNAME`] = 'app';
      env[`SECURITY_CONTEXT_${name}_CREDENTIALS_PASSWORD_FILE`] = folder.path('password');
    }
    return new SecuredDatabases([mongodb, cassandra, cratedb, s3], mongodb, folder, env);
  }

  /** Variables that make a shop trust somebody else. */
  get distrust(): Readonly<Record<string, string>> {
    const anchors = Object.keys(this.env).filter((name) => name.endsWith('_TRUST_ANCHORS'));
    return Object.fromEntries(anchors.map((name) => [name, this.folder.path('other-ca.pem')]));
  }

  /** Who has connected so far to any of the four. */
  get clients(): readonly string[] {
    return [...new Set(this.servers.flatMap(({ heard }) => heard.clientSubjects))];
  }

  /** How much of their protocols the four have heard. */
  get bytes(): number {
    return this.servers.reduce((sum, { heard }) => sum + heard.bytes, 0);
  }

  async sawOrders(count: number): Promise<void> {
    await this.orders.until(() => {
      return this.orders.heard.bytes > 0 && this.orders.stored('shop.orders').length >= count;
    });
  }

  async breakCertificate(): Promise<void> {
    await this.folder.replace('app.pem', 'no certificate');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.servers.map((server) => server.close()));
    await this.folder.remove();
  }
}
