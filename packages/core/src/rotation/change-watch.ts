import { watch, type FSWatcher } from 'node:fs';
import { dirname } from 'node:path';
import { signatureOf } from '../material/signature.js';
import type { MaterialSource } from '../settings/material-source.js';

/** The files a load read, and their signature just before it read them. */
export interface ReadFiles {
  readonly paths: readonly string[];
  readonly signature: string;
}

/** How often a quiet period may begin anew before files that never rest are read all the same. */
const MOST_RESTARTS = 10;

/**
 * Tells when files have changed and then rested for the quiet period. A poll of file signatures decides, which
 * survives renames, symlink swaps and network file systems; `fs.watch` on the folders only makes it look sooner.
 */
export class ChangeWatch {
  readonly #quietMs: number;
  readonly #pollMs: number;
  readonly #changed: () => void;
  readonly #folders = new Map<string, FSWatcher | undefined>();
  #paths: readonly string[] = [];
  #seen = '';
  #restarts = 0;
  #poll: NodeJS.Timeout | undefined;
  #quiet: NodeJS.Timeout | undefined;
  #looking = false;
  #stopped = false;

  constructor(
    { quietMs, pollMs }: { readonly quietMs: number; readonly pollMs: number },
    changed: () => void,
  ) {
    this.#quietMs = quietMs;
    this.#pollMs = pollMs;
    this.#changed = changed;
  }

  /** A load succeeded: these paths were read, and looked like this before they were. */
  loaded({ paths, signature }: ReadFiles): void {
    if (this.#stopped) return;
    this.#paths = paths;
    this.#seen = signature;
    clearTimeout(this.#quiet);
    this.#quiet = undefined;
    this.#restarts = 0;
    this.#watchFolders();
    if (paths.length > 0) this.#poll ??= setInterval(() => void this.#look(), this.#pollMs).unref();
    // What changed while it was read is a change.
    void this.#look();
  }

  /** Takes a source's own word for it, until `signal` aborts. */
  follow(source: MaterialSource, signal: AbortSignal): void {
    if (source.changes === undefined) return;
    const listen = async (): Promise<void> => {
      const changes = source.changes?.(signal)[Symbol.asyncIterator]();
      while (changes !== undefined && (await changes.next()).done !== true && !signal.aborted) this.#arm();
    };
    // A stream that fails or ends is begun anew; what it did not tell meanwhile is read.
    const again = (): void => {
      if (signal.aborted) return;
      this.#arm();
      setTimeout(() => void listen().then(again, again), this.#pollMs).unref();
    };
    void listen().then(again, again);
  }

  stop(): void {
    this.#stopped = true;
    for (const timer of [this.#poll, this.#quiet]) clearTimeout(timer);
    for (const watcher of this.#folders.values()) watcher?.close();
    this.#folders.clear();
  }

  async #look(): Promise<void> {
    if (this.#looking || this.#stopped) return;
    this.#looking = true;
    try {
      const signature = await signatureOf(this.#paths);
      if (signature === this.#seen) return;
      this.#seen = signature;
      this.#arm();
    } finally {
      this.#looking = false;
    }
  }

  #arm(): void {
    if (this.#stopped || (this.#quiet !== undefined && ++this.#restarts > MOST_RESTARTS)) return;
    clearTimeout(this.#quiet);
    this.#quiet = setTimeout(() => void this.#settle(), this.#quietMs).unref();
  }

  async #settle(): Promise<void> {
    const before = this.#seen;
    await this.#look();
    if (this.#stopped || (this.#seen !== before && this.#restarts <= MOST_RESTARTS)) return;
    this.#quiet = undefined;
    this.#changed();
  }

  #watchFolders(): void {
    if (this.#stopped) return;
    const wanted = new Set(this.#paths.map((path) => dirname(path)));
    for (const [folder, watcher] of this.#folders) {
      if (wanted.has(folder)) continue;
      watcher?.close();
      this.#folders.delete(folder);
    }
    for (const folder of wanted) {
      if (!this.#folders.has(folder)) this.#folders.set(folder, this.#watchFolder(folder));
    }
  }

  /** Where a folder cannot be watched (limits, network file systems), the poll alone does it. */
  #watchFolder(folder: string): FSWatcher | undefined {
    try {
      const watcher = watch(folder, { persistent: false }, () => void this.#look());
      watcher.on('error', () => watcher.close());
      return watcher;
    } catch {
      return undefined;
    }
  }
}
