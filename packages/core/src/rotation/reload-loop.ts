import { SecurityError } from '../errors/security-error.js';
import type { MaterialSource } from '../settings/material-source.js';
import { ChangeWatch, type ReadFiles } from './change-watch.js';

const LONGEST_RETRY = 60_000;

/** What the loop drives. */
export interface Reloadable {
  /** Reads and adopts material. Resolves to what to watch. @throws SecurityError, keeping what was in use */
  load(signal: AbortSignal): Promise<ReadFiles>;
  /** Told of every failed load. */
  failed(error: SecurityError, attempt: number, retryInMs: number | undefined): void;
}

/** Loads again when something changed, when the last load failed, and when asked; one load at a time. */
export class ReloadLoop {
  readonly #target: Reloadable;
  readonly #settings: { readonly quietMs: number; readonly pollMs: number } | false;
  readonly #abort = new AbortController();
  readonly #watch: ChangeWatch | undefined;
  #running: Promise<void> | undefined;
  #next: Promise<void> | undefined;
  #retry: NodeJS.Timeout | undefined;
  #failures = 0;

  constructor(target: Reloadable, settings: { readonly quietMs: number; readonly pollMs: number } | false) {
    this.#target = target;
    this.#settings = settings;
    this.#watch = settings === false ? undefined : new ChangeWatch(settings, () => void this.#attempt());
  }

  /** The first load: fails instead of retrying. Then watches. */
  async start(sources: readonly MaterialSource[]): Promise<void> {
    const files = await this.#target.load(this.#abort.signal);
    this.#watch?.loaded(files);
    for (const source of new Set(sources)) this.#watch?.follow(source, this.#abort.signal);
  }

  /** Loads now. A load under way is waited for, and another one follows it: it may have begun too early. */
  reload(): Promise<void> {
    if (this.#running === undefined) return this.#load();
    this.#next ??= this.#running.then(
      () => this.#load(),
      () => this.#load(),
    );
    return this.#next;
  }

  stop(): void {
    this.#abort.abort();
    this.#watch?.stop();
    clearTimeout(this.#retry);
  }

  /** A load nobody waits for: failures are told as events. */
  async #attempt(): Promise<void> {
    if (this.#abort.signal.aborted) return;
    await this.reload().catch(() => undefined);
  }

  #load(): Promise<void> {
    this.#next = undefined;
    clearTimeout(this.#retry);
    this.#running = this.#loadOnce().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #loadOnce(): Promise<void> {
    try {
      const files = await this.#target.load(this.#abort.signal);
      this.#failures = 0;
      this.#watch?.loaded(files);
    } catch (thrown) {
      const error = asSecurityError(thrown);
      if (!this.#abort.signal.aborted) this.#fail(error);
      throw error;
    }
  }

  #fail(error: SecurityError): void {
    this.#failures += 1;
    const retryInMs = this.#settings === false ? undefined : this.#retryDelay(this.#settings.pollMs);
    if (retryInMs !== undefined) {
      this.#retry = setTimeout(() => void this.#attempt(), retryInMs).unref();
    }
    this.#target.failed(error, this.#failures, retryInMs);
  }

  #retryDelay(pollMs: number): number {
    return Math.min(Math.max(pollMs, LONGEST_RETRY), pollMs * 2 ** Math.min(this.#failures - 1, 10));
  }
}

/** What a load threw, as our own error. Whatever else it was, it is a fault in a source. */
function asSecurityError(thrown: unknown): SecurityError {
  if (SecurityError.is(thrown)) return thrown;
  return new SecurityError('ERR_MATERIAL_UNREADABLE', {
    reason: 'the material could not be read',
    action: 'See the cause.',
    cause: thrown,
  });
}
