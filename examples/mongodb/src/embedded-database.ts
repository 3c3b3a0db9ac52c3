import { startMongoDouble, TestAuthority, TestFolder } from '@security-context/testkit';
import type { MongoDouble } from '@security-context/testkit';
import type { DatabaseAddress } from './orders-service.js';

/** A MongoDB double in this process, with a throw-away CA: so that the example runs without a server. */
export class EmbeddedDatabase implements AsyncDisposable {
  readonly address: DatabaseAddress;
  readonly #authority: TestAuthority;
  readonly #folder: TestFolder;
  readonly #double: MongoDouble;

  private constructor(authority: TestAuthority, folder: TestFolder, double: MongoDouble) {
    this.#authority = authority;
    this.#folder = folder;
    this.#double = double;
    this.address = {
      url: `mongodb://localhost:${double.port}/`,
      caFile: folder.path('ca.pem'),
      certificateKeyFile: folder.path('app.pem'),
    };
  }

  static async start(): Promise<EmbeddedDatabase> {
    const authority = await TestAuthority.create();
    const server = await authority.issue();
    const double = await startMongoDouble({
      tls: { ...server.tls, ca: authority.certificatePem, requestCert: true },
    });
    const database = new EmbeddedDatabase(authority, await TestFolder.create(), double);
    await database.#folder.write('ca.pem', authority.certificatePem);
    await database.renewCertificate('orders-1');
    return database;
  }

  /** What a renewal does: a new certificate and key in the place of the old. */
  async renewCertificate(commonName: string): Promise<void> {
    const leaf = await this.#authority.issue({ usage: 'client', commonName });
    await this.#folder.replace('app.pem', leaf.combinedPem());
  }

  /** Who has connected so far, by client certificate. */
  get clients(): readonly string[] {
    return [...new Set(this.#double.heard.clientSubjects)];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#double.close();
    await this.#folder.remove();
  }
}
