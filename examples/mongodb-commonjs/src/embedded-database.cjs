const { startMongoDouble, TestAuthority, TestFolder } = require('@security-context/testkit');

/** A MongoDB double in this process, with a throw-away CA: so that the example runs without a server. */
class EmbeddedDatabase {
  #authority;
  #folder;
  #double;

  constructor(authority, folder, double) {
    this.#authority = authority;
    this.#folder = folder;
    this.#double = double;
    this.address = {
      url: `mongodb://localhost:${double.port}/`,
      caFile: folder.path('ca.pem'),
      certificateKeyFile: folder.path('app.pem'),
    };
  }

  static async start() {
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
  async renewCertificate(commonName) {
    const leaf = await this.#authority.issue({ usage: 'client', commonName });
    await this.#folder.replace('app.pem', leaf.combinedPem());
  }

  /** Who has connected so far, by client certificate. */
  get clients() {
    return [...new Set(this.#double.heard.clientSubjects)];
  }

  async close() {
    await this.#double.close();
    await this.#folder.remove();
  }
}

module.exports = { EmbeddedDatabase };
