import { readFile } from 'node:fs/promises';
import { startMongoDouble, TestAuthority, TestFolder } from '@security-context/testkit';
import type { MongoDouble } from '@security-context/testkit';

const SECURITY_YAML = new URL('../security.yaml', import.meta.url);

/** Two MongoDB doubles in this process, and a folder with security.yaml and the files it names. */
export class EmbeddedDatabases implements AsyncDisposable {
  readonly orders: MongoDouble;
  readonly archive: MongoDouble;
  readonly #authority: TestAuthority;
  readonly #folder: TestFolder;

  private constructor(
    authority: TestAuthority,
    folder: TestFolder,
    orders: MongoDouble,
    archive: MongoDouble,
  ) {
    this.#authority = authority;
    this.#folder = folder;
    this.orders = orders;
    this.archive = archive;
  }

  static async start(): Promise<EmbeddedDatabases> {
    const authority = await TestAuthority.create();
    const server = await authority.issue();
    const tls = { ...server.tls, ca: authority.certificatePem, requestCert: true };
    const [orders, archive] = await Promise.all([startMongoDouble({ tls }), startMongoDouble({ tls })]);
    const folder = await TestFolder.create();
    const databases = new EmbeddedDatabases(authority, folder, orders, archive);
    await folder.write('security.yaml', await readFile(SECURITY_YAML));
    await folder.write('ca.pem', authority.certificatePem);
    await databases.renewOrdersCertificate('orders-1');
    const leaf = await authority.issue({ usage: 'client', commonName: 'archive' });
    await folder.write('archive.crt', leaf.chainPem);
    await folder.write('archive.key', leaf.keyPem);
    return databases;
  }

  get file(): string {
    return this.#folder.path('security.yaml');
  }

  /** The environment, with what it would hold in production. */
  get env(): NodeJS.ProcessEnv {
    return {
      ...process.env,
      SECURITY_CONTEXT_ORDERS_URL: `mongodb://localhost:${this.orders.port}/`,
      SECURITY_CONTEXT_ARCHIVE_URL: `mongodb://localhost:${this.archive.port}/`,
    };
  }

  async renewOrdersCertificate(commonName: string): Promise<void> {
    const leaf = await this.#authority.issue({ usage: 'client', commonName });
    await this.#folder.replace('orders.pem', leaf.combinedPem());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.orders.close(), this.archive.close(), this.#folder.remove()]);
  }
}

/** Who has connected to a database, by client certificate. */
export function clientsOf(database: MongoDouble): string {
  return [...new Set(database.heard.clientSubjects)].join(', ');
}
