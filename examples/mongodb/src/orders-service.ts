import { explain, secure } from '@security-context/core';
import type { SecurityContext, SecurityStatus } from '@security-context/core';
import { mongodbAdapter } from '@security-context/mongodb';
import { MongoClient } from 'mongodb';
import type { Logger } from 'pino';

/** Where the database is, whom we trust to be it, and who we are. */
export interface DatabaseAddress {
  /** Its `tls*` options are read, too. */
  readonly url: string;
  readonly caFile?: string | undefined;
  readonly certificateKeyFile?: string | undefined;
}

/** Places orders. Built once; a certificate or CA replaced on disk reaches its next connection. */
export class OrdersService implements AsyncDisposable {
  readonly context: SecurityContext;
  readonly #client: MongoClient;
  readonly #log: Logger;

  private constructor(context: SecurityContext, client: MongoClient, log: Logger) {
    this.context = context;
    this.#client = client;
    this.#log = log;
    // Each event is a line in the log already; listen to those your application acts on.
    context.on('rotated', () => this.logHealth());
    context.on('reload-failed', () => this.logHealth());
  }

  static async start({ url, caFile, certificateKeyFile }: DatabaseAddress, log: Logger) {
    const orders = await secure(
      mongodbAdapter,
      {
        url,
        options: {
          ...(caFile && { tlsCAFile: caFile }),
          ...(certificateKeyFile && { tlsCertificateKeyFile: certificateKeyFile }),
          appName: 'orders',
          maxPoolSize: 20,
          serverSelectionTimeoutMS: 3_000,
        },
      },
      { name: 'orders', log },
    );
    const client = new MongoClient(orders.url, orders.options); // the stock driver
    return new OrdersService(orders.context, client, log);
  }

  /** Places an order and reads it back. */
  async place(item: string): Promise<void> {
    try {
      const orders = this.#client.db('shop').collection('orders');
      const { insertedId } = await orders.insertOne({ item, placed: new Date() });
      const found = await orders.findOne({ _id: insertedId });
      if (found?.item !== item) throw new Error(`order ${insertedId.toHexString()} was not kept`);
      this.#log.info({ item, order: insertedId.toHexString() }, 'order placed');
    } catch (error) {
      // What a driver throws says little about security; explain() says what is wrong and what to do.
      throw explain(error, this.context) ?? error;
    }
  }

  /** What `/health` would answer. Nothing in it is secret. */
  health(): SecurityStatus & { readonly healthy: boolean } {
    const status = this.context.status();
    const expired = status.identity !== undefined && status.identity.notAfter.getTime() < Date.now();
    return { healthy: status.state === 'open' && status.lastFailure === undefined && !expired, ...status };
  }

  logHealth(): void {
    this.#log.info({ status: this.health() }, 'health');
  }

  /** The client first: what is under way ends in order. Then the context, which refuses every further handshake. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client.close();
    await this.context.close();
  }
}
