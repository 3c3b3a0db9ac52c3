import { watch, type FSWatcher } from 'node:fs';
import { dirname } from 'node:path';
import { signatureOf } from '../material/signature.js';
import type { MaterialSource } from '../settings/material-source.js';

/** How often a quiet period may begin anew before files that never rest are read all the same. */
const MOST_RESTARTS = 10;
/** A change within the clock tick of a read looks unchanged; a second look this much later sees it. */
const SECOND_LOOK_MS = 2_000;

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
  #loaded = '';
  #seen = '';
  #restarts = 0;
  #poll: NodeJS.Timeout | undefined;
  #quiet: NodeJS.Timeout | undefined;
  #secondLook: NodeJS.Timeout | undefined;
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

  async start(paths: readonly string[]): Promise<void> {
    this.#paths = paths;
    await this.mark();
    if (this.#stopped) return;
    this.#watchFolders();
    this.#scheduleSecondLook();
    if (paths.length > 0) this.#poll = setInterval(() => void this.#look(), this.#pollMs).unref();
  }

  /** Notes the files as they are just before a load: a change during the load is then a change. */
  async mark(): Promise<void> {
    clearTimeout(this.#quiet);
    this.#quiet = undefined;
    this.#restarts = 0;
    this.#loaded = this.#seen = await signatureOf(this.#paths);
  }

  /** A load succeeded and read these paths. */
  async update(paths: readonly string[]): Promise<void> {
    if (paths.join('\0') === this.#paths.join('\0')) return;
    this.#paths = paths;
    await this.mark();
    this.#watchFolders();
    this.#scheduleSecondLook();
    if (paths.length > 0 && !this.#stopped) {
      this.#poll ??= setInterval(() => void this.#look(), this.#pollMs).unref();
    }
  }

  /** Takes a source's own word for it, until `signal` aborts. */
  follow(source: MaterialSource, signal: AbortSignal): void {
    if (source.changes === undefined) return;
    const listen = async (): Promise<void> => {
      for await (const _ of source.changes?.(signal) ?? []) {
        if (signal.aborted) return;
        this.#arm();
      }
    };
    const again = (): void => {
      if (signal.aborted) return;
      this.#arm();
      setTimeout(() => void listen().catch(again), this.#pollMs).unref();
    };
    void listen().catch(again);
  }

  stop(): void {
    this.#stopped = true;
    for (const timer of [this.#poll, this.#quiet, this.#secondLook]) clearTimeout(timer);
    for (const watcher of this.#folders.values()) watcher?.close();
    this.#folders.clear();
  }

  async #look(): Promise<void> {
    if (this.#looking || this.#stopped) return;
    this.#looking = true;
    try {
      const signature = await signatureOf(this.#paths);
      if (signature === this.#seen || this.#stopped) return;
      this.#seen = signature;
      if (signature !== this.#loaded || this.#quiet !== undefined) this.#arm();
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
    this.#scheduleSecondLook();
    this.#changed();
  }

  #scheduleSecondLook(): void {
    clearTimeout(this.#secondLook);
    if (this.#paths.length === 0 || this.#stopped) return;
    this.#secondLook = setTimeout(() => this.#changed(), SECOND_LOOK_MS).unref();
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
