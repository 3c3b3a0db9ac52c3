import { explain, secure } from '@security-context/core';
import type { SecurityContext } from '@security-context/core';
import { cratedbAdapter, CrateHttpClient } from '@security-context/cratedb';

/** Which orders there are, in CrateDB. Built once; a file that changes reaches the next request. */
export class Search implements AsyncDisposable {
  private constructor(
    readonly context: SecurityContext,
    private readonly client: CrateHttpClient,
  ) {}

  static async open(env: NodeJS.ProcessEnv): Promise<Search> {
    const { CRATEDB_CA_FILE, CRATEDB_CERTIFICATE_KEY_FILE, CRATEDB_USERNAME, CRATEDB_PASSWORD_FILE } = env;
    const bound = await secure(
      cratedbAdapter,
      {
        // The words of crate-python, in its spelling or in camelCase.
        servers: env.CRATEDB_URL ?? 'https://localhost:4200',
        ...(CRATEDB_CA_FILE && { caCert: CRATEDB_CA_FILE }),
        ...(CRATEDB_CERTIFICATE_KEY_FILE && { certFile: CRATEDB_CERTIFICATE_KEY_FILE }),
      },
      {
        name: 'search',
        settings: {
          reload: { quietMs: 100 },
          ...(CRATEDB_USERNAME &&
            CRATEDB_PASSWORD_FILE && {
              credentials: { username: CRATEDB_USERNAME, passwordFile: CRATEDB_PASSWORD_FILE },
            }),
        },
      },
    );
    return new Search(bound.context, new CrateHttpClient(bound));
  }

  /** Adds an order and gives how many there are for the item. */
  async add(item: string): Promise<number> {
    try {
      await this.client.sql('CREATE TABLE IF NOT EXISTS shop_orders (item TEXT)');
      await this.client.sql('INSERT INTO shop_orders (item) VALUES (?)', [item]);
      await this.client.sql('REFRESH TABLE shop_orders');
      const { rows } = await this.client.sql('SELECT count(*) FROM shop_orders WHERE item = ?', [item]);
      return Number(rows[0]?.[0]);
    } catch (error) {
      // What a client throws says little about security; explain() says what is wrong and what to do.
      throw explain(error, this.context) ?? error;
    }
  }

  /** The client first: what is under way ends in order. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.client.close();
    await this.context.close();
  }
}
