import type { AnyAdapter } from '../context-set/adapter-set.js';
import {
  openNamedContexts,
  type OpenContextsOptions,
  type SecurityContexts,
} from '../context-set/security-contexts.js';
import type { NamedContext } from '../settings/file/named-contexts.js';

/** The set of one container: opened once, by whoever asks first, and closed with the container. */
export class HeldContexts {
  readonly #named: ReadonlyMap<string, NamedContext>;
  readonly #options: Omit<OpenContextsOptions, 'adapters'>;
  #opening: Promise<SecurityContexts> | undefined;
  #open: SecurityContexts | undefined;

  constructor(named: ReadonlyMap<string, NamedContext>, options: Omit<OpenContextsOptions, 'adapters'>) {
    this.#named = named;
    this.#options = options;
  }

  /** The set itself once it is open, so that synchronous resolution works from then on; before that, its promise. */
  contexts(adapters: () => readonly AnyAdapter[]): SecurityContexts | Promise<SecurityContexts> {
    if (this.#open !== undefined) return this.#open;
    this.#opening ??= this.#begin(adapters());
    return this.#opening;
  }

  /** Closes what is open, also what is only being opened. */
  async close(): Promise<void> {
    const opened = await this.#opening?.catch(() => undefined);
    await opened?.close();
  }

  #begin(adapters: readonly AnyAdapter[]): Promise<SecurityContexts> {
    const opening = openNamedContexts(this.#named, { ...this.#options, adapters });
    opening.then(
      (contexts) => {
        this.#open = contexts;
      },
      () => {
        // Forgotten, so that the next one who asks tries again.
        this.#opening = undefined;
      },
    );
    return opening;
  }
}
