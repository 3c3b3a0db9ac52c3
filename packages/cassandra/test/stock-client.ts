import { Client, policies } from 'cassandra-driver';
import type { ClientOptions, Host } from 'cassandra-driver';

/** Options that make the driver tell soon of what goes wrong, and ask for no more than it needs. */
export const impatient = {
  localDataCenter: 'datacenter1',
  isMetadataSyncEnabled: false,
  pooling: { heartBeatInterval: 0 },
  policies: { reconnection: new policies.reconnection.ConstantReconnectionPolicy(20) },
  socketOptions: { connectTimeout: 5000, readTimeout: 5000 },
} as const satisfies Partial<ClientOptions>;

/** How the driver tells of a connection that was taken away while it was made. */
const UNDER_WAY = /ECONNRESET|Socket was closed/;
const PING = 'SELECT key FROM system.local';

/** The stock driver, for tests that take its connections away. */
export class StockClient implements AsyncDisposable {
  readonly driver: Client;
  readonly #hosts = new Set<Host>();

  constructor(options: ClientOptions) {
    this.driver = new Client(options);
  }

  /** One question. Where connections were lost it waits until the driver has new ones, or knows why it has none. */
  async ping(): Promise<void> {
    await this.driver.connect();
    for (let tries = 1; ; tries++) {
      const news = this.#news();
      try {
        await this.driver.execute(PING);
        return;
      } catch (error) {
        if (tries === 10) throw error;
        // A pool may be behind the news: it gives none of its own.
        await Promise.race([news.heard, new Promise((later) => setTimeout(later, 100))]);
      } finally {
        news.stop();
      }
    }
  }

  /** Everything, also what the driver leaves behind. */
  async close(): Promise<void> {
    this.#note();
    await this.driver.shutdown();
    // A host that lost its last connection is replaced by a new object, and the old one would go on dialling for ever.
    for (const host of this.#hosts) await (host as Host & { shutdown(): Promise<void> }).shutdown();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #note(): void {
    for (const host of this.driver.hosts.values()) this.#hosts.add(host);
  }

  /** The driver tells only in its log why it cannot connect again. */
  #news(): { readonly heard: Promise<void>; stop(): void } {
    this.#note();
    let listen: (...log: readonly unknown[]) => void = () => undefined;
    const heard = new Promise<void>((resolve, reject) => {
      listen = (level, _from, message, error) => {
        const text = String(message);
        if (text.endsWith('and up to date')) resolve();
        if (level !== 'warning' || !text.includes('error when trying to connect')) return;
        // What was under way when connections were taken away says nothing.
        if (error instanceof Error && !UNDER_WAY.test(String(error))) reject(error);
      };
    });
    heard.catch(() => undefined);
    this.driver.on('log', listen);
    return { heard, stop: () => void this.driver.removeListener('log', listen) };
  }
}
