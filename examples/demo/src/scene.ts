import { setTimeout as pause } from 'node:timers/promises';
import type { SecurityContexts } from '@security-context/core';
import type { HeardConnection, ServerTls, TestServer } from '@security-context/testkit';
import type { Client } from './client.js';
import type { Database } from './databases.js';
import { inTime } from './limit.js';
import { Load } from './load.js';

/** How long the Cassandra driver may take to use a connection after its handshake. */
const SETTLE_MS = 100;

/** One database with its stock client, under load. */
export class Scene implements AsyncDisposable {
  /** Who the server saw first. */
  before: string | undefined;
  readonly load: Load;

  private constructor(
    readonly database: Database,
    readonly server: TestServer,
    private readonly client: Client,
  ) {
    this.load = new Load(client);
  }

  /** Starts the server, connects, and begins the load. */
  static async begin(database: Database, contexts: SecurityContexts, tls: ServerTls): Promise<Scene> {
    const server = await database.start(tls);
    const scene = new Scene(database, server, database.connect(contexts, server.port));
    await scene.client.open();
    scene.before = scene.after;
    scene.load.start();
    return scene;
  }

  /** Who the server saw last. */
  get after(): string | undefined {
    return this.server.heard.clientSubjects.at(-1);
  }

  /** Resolves when the server has seen somebody on new connections since then. */
  async newConnections(): Promise<void> {
    await this.until(() => this.server.heard.clientSubjects.length > 1);
  }

  /** Whether the server saw nobody else since it was told to forget. */
  sawOnly(subject: string): boolean {
    const { clientSubjects } = this.server.heard;
    return clientSubjects.length > 0 && clientSubjects.every((seen) => seen === subject);
  }

  /** Lets what was begun before now end: handshakes keep the generation they began with. */
  async nextBurst(): Promise<void> {
    const { bursts } = this.load;
    await this.until(() => this.load.bursts > bursts + 1);
  }

  /** The server takes another certificate, and forgets whom it saw. */
  async move(tls: ServerTls): Promise<void> {
    const connections = [...this.server.connections];
    this.server.setSecureContext(tls);
    this.server.forget();
    // Three clients replace connections by themselves; the driver of Cassandra keeps its own for as long as they last.
    if (this.database.context === 'events') await this.#dropOneByOne(connections);
  }

  /** Waits for something that the server hears. */
  async until(condition: () => boolean): Promise<void> {
    await inTime(this.server.until(condition));
  }

  /** Stops the load and closes the client. */
  async end(): Promise<void> {
    await this.load.stop();
    await this.client.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end();
    await this.server.close();
  }

  async #dropOneByOne(connections: readonly HeardConnection[]): Promise<void> {
    for (const connection of connections) {
      if (connection.closed) continue;
      const { handshakes } = this.server.heard;
      await this.server.dropConnection(connection);
      await this.until(() => this.server.heard.handshakes > handshakes);
      await pause(SETTLE_MS);
    }
  }
}
