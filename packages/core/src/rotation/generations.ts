import { SecurityError } from '../errors/security-error.js';
import type { Material } from '../material/material.js';
import type { CanonicalSettings } from '../settings/canonical-settings.js';
import type { MaterialSource } from '../settings/material-source.js';
import { SecurityEmitter } from '../events/events.js';
import { watchExpiry } from './expiry.js';
import { ReloadLoop } from './reload-loop.js';
import { changedParts, seal, type SecuritySnapshot } from '../snapshot/snapshot.js';
import type { ReloadFailure } from './reload-failure.js';

/** Reads all material of a context; in the `background` it must not keep the process alive. */
export type MaterialLoader = (signal: AbortSignal, background: boolean) => Promise<Material>;

/** The generations of one context: loads, seals, swaps one reference, tells about it. */
export class Generations {
  readonly events = new SecurityEmitter();
  readonly #settings: CanonicalSettings;
  readonly #load: MaterialLoader;
  readonly #loop: ReloadLoop;
  readonly #frozenDrivers = new Set<string>();
  #current: SecuritySnapshot | undefined;
  #lastFailure: ReloadFailure | undefined;
  #cancelExpiry: () => void = () => undefined;
  #closed = false;

  constructor(settings: CanonicalSettings, load: MaterialLoader) {
    this.#settings = settings;
    this.#load = load;
    this.#loop = new ReloadLoop(
      {
        load: async (signal) => this.#adopt(await this.#load(signal, this.#current !== undefined)),
        failed: (error, attempt, retryInMs) => this.#failed(error, attempt, retryInMs),
      },
      settings.reload,
    );
  }

  /** The newest generation. */
  get current(): SecuritySnapshot {
    if (this.#current === undefined)
      throw new SecurityError('ERR_CONTEXT_CLOSED', { reason: 'not open yet' });
    return this.#current;
  }

  /** The last load, if it failed. */
  get lastFailure(): ReloadFailure | undefined {
    return this.#lastFailure;
  }

  /** Loads the first generation and starts watching. @throws SecurityError */
  async open(): Promise<void> {
    try {
      await this.#loop.start(sourcesOf(this.#settings));
    } catch (error) {
      this.close();
      throw error;
    }
  }

  reload(): Promise<void> {
    return this.#loop.reload();
  }

  /** Remembers a driver that keeps the login it was built with. */
  freezes(driver: string): void {
    this.#frozenDrivers.add(driver);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#loop.stop();
    this.#cancelExpiry();
    if (this.#current !== undefined) this.events.emit('closed', { generation: this.#current.generation });
  }

  #adopt(material: Material): Material {
    if (this.#closed) return material;
    this.#lastFailure = undefined;
    const before = this.#current;
    const changed = before === undefined ? [] : changedParts(before.material, material);
    if (before !== undefined && changed.length === 0) return material;
    const next = seal(material, this.#settings, (before?.generation ?? 0) + 1, Date.now());
    this.#current = next;
    this.#cancelExpiry();
    this.#tell(before, next, changed);
    this.#cancelExpiry = watchExpiry(material.identity?.chain ?? [], (event) =>
      this.events.emit('expiring', { generation: next.generation, ...event }),
    );
    return material;
  }

  #tell(
    before: SecuritySnapshot | undefined,
    next: SecuritySnapshot,
    changed: ReturnType<typeof changedParts>,
  ): void {
    const { generation, material } = next;
    if (before !== undefined) this.events.emit('rotated', { generation, changed });
    for (const warning of material.warnings) this.events.emit('warning', { generation, ...warning });
    if (changed.includes('credentials') && this.#frozenDrivers.size > 0) {
      this.events.emit('credentials-frozen', { generation, drivers: [...this.#frozenDrivers] });
    }
  }

  #failed(error: SecurityError, attempt: number, retryInMs: number | undefined): void {
    if (this.#current === undefined || this.#closed) return;
    this.#lastFailure = {
      at: new Date(),
      code: error.code,
      message: error.message,
      ...(error.action !== undefined && { action: error.action }),
      attempts: attempt,
    };
    const { generation } = this.#current;
    const retry = retryInMs !== undefined && { retryInMs };
    this.events.emit('reload-failed', { generation, error, attempt, ...retry });
  }
}

function sourcesOf({ trust, identity }: CanonicalSettings): MaterialSource[] {
  const sources = trust.anchors.flatMap((anchor) => (anchor.kind === 'source' ? [anchor.source] : []));
  if (identity?.kind === 'source') sources.push(identity.source);
  return sources;
}
