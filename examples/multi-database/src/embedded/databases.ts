import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { SecurityContexts } from '@security-context/core';
import { TestFolder } from '@security-context/testkit';
import type { Surroundings } from '../container.js';
import { Material } from './material.js';
import { EmbeddedServers, type Passwords } from './servers.js';

const SECURITY_YAML = new URL('../../security.yaml', import.meta.url);
/** Handshakes and requests that are under way keep what they began with. */
const GRACE_MS = 200;
const ROTATION_LIMIT_MS = 10_000;

/** What one server saw. */
export interface Seen {
  /** Subjects of client certificates, oldest first, each once. */
  readonly clients: readonly string[];
  readonly handshakes: number;
  /** Handshakes that failed. */
  readonly refused: number;
}

/** Four databases in this process, and a folder as a real deployment has it: security.yaml, ca.pem, app.pem, passwords. */
export class EmbeddedDatabases implements AsyncDisposable {
  readonly #folder: TestFolder;
  readonly #servers: EmbeddedServers;
  #material: Material;
  #round = 1;
  #rotating: Promise<unknown> = Promise.resolve();

  private constructor(folder: TestFolder, servers: EmbeddedServers, material: Material) {
    this.#folder = folder;
    this.#servers = servers;
    this.#material = material;
  }

  static async start(): Promise<EmbeddedDatabases> {
    const material = await Material.create(1);
    const tls = { ...material.server.tls, ca: material.authority.certificatePem, requestCert: true };
    const servers = await EmbeddedServers.start(tls, passwordsOf([material]));
    const folder = await TestFolder.create();
    await folder.write('security.yaml', await readFile(SECURITY_YAML));
    await material.publish(folder);
    return new EmbeddedDatabases(folder, servers, material);
  }

  get surroundings(): Surroundings {
    const env = { ...process.env };
    // In production the default, 500 ms, gives slow writers more time.
    for (const name of ['ORDERS', 'EVENTS', 'SEARCH', 'ARCHIVE']) {
      env[`SECURITY_CONTEXT_${name}_RELOAD_QUIET_MS`] = '50';
    }
    return { addresses: this.#servers.addresses, file: this.#folder.path('security.yaml'), env };
  }

  /** Resolves when each server has seen this client on a new connection, `CN=shop-2`. */
  sawEverywhere(subject: string): Promise<void> {
    return this.#servers.sawEverywhere(subject);
  }

  /** What each server saw. */
  seen(): Readonly<Record<string, Seen>> {
    const each = this.#servers.all.map(([name, { heard }]) => {
      const clients = [...new Set(heard.clientSubjects)];
      return [name, { clients, handshakes: heard.handshakes, refused: heard.failures }] as const;
    });
    return Object.fromEntries(each);
  }

  /**
   * Replaces everything while the shop serves: CA, client certificate, the servers' certificates, passwords and keys.
   * One rotation at a time; resolves when the old CA and the old passwords are worth nothing any more.
   */
  rotate(contexts: SecurityContexts): Promise<void> {
    const rotation = this.#rotating.then(() => this.#rotate(contexts));
    this.#rotating = rotation.catch(() => undefined);
    return rotation;
  }

  /** The rotations that were begun are done. */
  async settled(): Promise<void> {
    await this.#rotating;
  }

  async #rotate(contexts: SecurityContexts): Promise<void> {
    const [before, after] = [this.#material, await Material.create(this.#round + 1)];
    this.#round += 1;
    const anchors = before.authority.certificatePem + after.authority.certificatePem;

    // 1. The servers take clients and passwords of both.
    this.#servers.setTls({ ca: anchors });
    this.#servers.setPasswords(passwordsOf([before, after]));

    // 2. The shop gets its new certificate and passwords, and trusts both authorities.
    await Promise.all([rotated(contexts), after.publish(this.#folder, [before, after])]);
    this.#material = after;
    await pause(GRACE_MS);

    // 3. The servers move.
    this.#servers.setTls(after.server.tls);
    await this.#servers.renewConnections();

    // 4. What is old is dropped on both sides.
    await Promise.all([rotated(contexts), after.publish(this.#folder)]);
    await pause(GRACE_MS);
    this.#servers.setTls({ ca: after.authority.certificatePem });
    this.#servers.setPasswords(passwordsOf([after]));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#servers[Symbol.asyncDispose]();
    await this.#folder.remove();
  }
}

function passwordsOf(materials: readonly Material[]): Passwords {
  return {
    events: materials.map(({ secrets }) => secrets['events.password']),
    search: materials.map(({ secrets }) => secrets['search.password']),
  };
}

/** Every context has its next generation. */
async function rotated(contexts: SecurityContexts): Promise<void> {
  const limit = AbortSignal.timeout(ROTATION_LIMIT_MS);
  await Promise.all(
    contexts.names.map(
      (name) =>
        new Promise((resolve, reject) => {
          contexts.get(name).once('rotated', resolve);
          limit.addEventListener('abort', () => reject(new Error(`${name}: no rotation was seen`)));
        }),
    ),
  );
}
