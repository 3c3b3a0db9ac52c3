import { resolve } from 'node:path';
import { SecurityError } from '../errors/security-error.js';
import type { ByteOrigin } from '../settings/canonical-settings.js';
import type { MaterialSource } from '../settings/material-source.js';
import { checkedContent } from './content.js';
import type { Content } from './content.js';
import { pause, withinDeadline } from './deadline.js';
import type { Deadline } from './deadline.js';
import { fileError, filePlace, readFileBytes, readNames, refuseOtherThanFile } from './file.js';
import type { FileBytes } from './file.js';
import type { MaterialWarning } from './material.js';
import { combineSignatures, lookAt } from './signature.js';
import type { Look } from './signature.js';
import type { SourceContents, SourceReads } from './source.js';

/** Time stamps of file systems are this coarse, at most: a younger change could hide the next one. */
const SETTLE_MS = 20;

/** Paths whose last read never came back: a hung mount must not take one thread more with every try. */
const stuck = new Set<string>();

/**
 * One attempt at reading everything. Keeps what each path looked like before it was read, so that
 * {@link MaterialReading.unchanged} can tell whether all of it is of one moment.
 */
export class MaterialReading {
  readonly deadline: Deadline;
  readonly #sources: SourceReads;
  readonly #looks = new Map<string, Look>();
  readonly #warnings = new Map<string, MaterialWarning>();

  constructor(deadline: Deadline, sources: SourceReads) {
    this.deadline = deadline;
    this.#sources = sources;
  }

  /** Everything looked for, absolute and sorted. */
  get paths(): string[] {
    return [...this.#looks.keys()].sort();
  }

  /** What to warn of, in a steady order. */
  get warnings(): MaterialWarning[] {
    return [...this.#warnings.values()].sort((a, b) => (a.message < b.message ? -1 : 1));
  }

  warn(code: MaterialWarning['code'], message: string): void {
    this.#warnings.set(`${code} ${message}`, { code, message });
  }

  /** Bytes from wherever the settings say. @throws SecurityError */
  async bytes(origin: ByteOrigin, limit: number, secret = false): Promise<Content> {
    if (origin.kind === 'file') return this.file(origin.path, origin.place, limit, secret);
    const { place } = origin;
    const bytes = origin.kind === 'pem' ? Buffer.from(origin.pem.reveal()) : origin.der.reveal();
    return checkedContent(bytes, place, limit);
  }

  /** A file's bytes; with `secret` a warning when others may read it. @throws SecurityError */
  async file(path: string, place: string, limit: number, secret = false): Promise<Content> {
    const absolute = resolve(path);
    const named = filePlace(place, absolute);
    const { bytes, mode } = await this.#guarded(absolute, named, async (): Promise<FileBytes> => {
      const { stat, problem } = await this.#look(absolute);
      if (stat === undefined) throw fileError(problem, named);
      refuseOtherThanFile(stat, named);
      return readFileBytes(absolute, named, limit);
    });
    if (secret && process.platform !== 'win32' && (mode & 0o044) !== 0) this.#warnReadable(named, mode);
    return checkedContent(bytes, named, limit);
  }

  /** What is at a path, whether or not something is. @throws SecurityError when the look itself hangs */
  async look(path: string, place: string): Promise<Look> {
    const absolute = resolve(path);
    return this.#guarded(absolute, filePlace(place, absolute), () => this.#look(absolute));
  }

  /** The names in a folder, sorted. @throws SecurityError */
  async names(path: string, place: string): Promise<string[]> {
    const absolute = resolve(path);
    const named = filePlace(place, absolute);
    return this.#guarded(absolute, named, async () => {
      const { stat, problem } = await this.#look(absolute);
      if (stat === undefined) throw fileError(problem, named);
      if (!stat.isDirectory()) throw notFolder(named);
      return readNames(absolute, named);
    });
  }

  /** What a source gives: asked once per load, wherever it stands. @throws SecurityError */
  source(source: MaterialSource, place: string): Promise<SourceContents> {
    return this.#sources.read(source, place, this.deadline);
  }

  /** Whether everything looked at still is what it was before it was read. @throws SecurityError */
  async unchanged(): Promise<boolean> {
    const same = [...this.#looks].map(async ([path, { signature }]) => {
      return stuck.has(path) || (await lookAt(path)).signature === signature;
    });
    const all = await withinDeadline('material', this.deadline, () => Promise.all(same));
    return all.every(Boolean);
  }

  /** {@link signatureOf} all paths, as they were before they were read. */
  signature(): string {
    return combineSignatures(this.paths.map((path) => [path, this.#looks.get(path)?.signature ?? '']));
  }

  async #look(absolute: string): Promise<Look> {
    const known = this.#looks.get(absolute);
    if (known) return known;
    let look = await lookAt(absolute);
    const age = look.stat === undefined ? SETTLE_MS : Date.now() - Number(look.stat.ctimeMs);
    if (age < SETTLE_MS) {
      await pause(SETTLE_MS, this.deadline);
      look = await lookAt(absolute);
    }
    this.#looks.set(absolute, this.#looks.get(absolute) ?? look);
    return look;
  }

  #guarded<T>(path: string, place: string, start: () => Promise<T>): Promise<T> {
    if (stuck.has(path)) return Promise.reject(stillStuck(place));
    return withinDeadline(place, this.deadline, (signal) => {
      const work = start();
      const abandon = (): void => {
        if (this.deadline.signal.aborted) return;
        stuck.add(path);
        void work.catch(() => undefined).then(() => stuck.delete(path));
      };
      signal.addEventListener('abort', abandon, { once: true });
      return work.finally(() => signal.removeEventListener('abort', abandon));
    });
  }

  #warnReadable(place: string, mode: number): void {
    const who = (mode & 0o004) !== 0 ? 'every user of this machine' : 'its group';
    const message = `${place}: ${who} may read this file, which holds a secret; chmod 600 would do`;
    this.warn('KEY_FILE_READABLE_BY_OTHERS', message);
  }
}

function notFolder(place: string): SecurityError {
  return new SecurityError('ERR_MATERIAL_UNREADABLE', {
    place,
    reason: 'it is not a folder',
    action: 'Name a folder, or give a single file as { file }.',
  });
}

function stillStuck(place: string): SecurityError {
  return new SecurityError('ERR_MATERIAL_UNREADABLE', {
    place,
    reason: 'an earlier read of it has not come back',
    action: 'Check that the file system it is on answers.',
  });
}
