import { startMongoDouble, TestAuthority, TestFolder } from '@security-context/testkit';
import type { MongoDouble } from '@security-context/testkit';

/** A MongoDB double that demands client certificates, and a folder with what its clients need. */
export class SecuredServer implements AsyncDisposable {
  private constructor(
    readonly double: MongoDouble,
    readonly folder: TestFolder,
  ) {}

  static async start(): Promise<SecuredServer> {
    const authority = await TestAuthority.create();
    const double = await startMongoDouble({
      tls: { ...(await authority.issue()).tls, ca: authority.certificatePem, requestCert: true },
    });
    const folder = await TestFolder.create();
    const leaf = await authority.issue({ usage: 'client', commonName: 'app' });
    await folder.write('ca.pem', authority.certificatePem);
    await folder.write('other-ca.pem', (await TestAuthority.create()).certificatePem);
    await folder.write('app.pem', leaf.combinedPem());
    return new SecuredServer(double, folder);
  }

  get url(): string {
    return `mongodb://localhost:${this.double.port}/`;
  }

  /** The environment of a client that may connect. */
  get env() {
    return {
      MONGODB_URL: this.url,
      MONGODB_CA_FILE: this.folder.path('ca.pem'),
      MONGODB_CERTIFICATE_KEY_FILE: this.folder.path('app.pem'),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.double.close();
    await this.folder.remove();
  }
}
