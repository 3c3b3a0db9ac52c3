import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readlink, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a file can hold. */
export type FileContent = string | Uint8Array;

/**
 * A temporary folder that changes its files in every way real systems do. Made by {@link TestFolder.create},
 * gone after `remove()` without a name, or at the end of an `await using` block.
 */
export class TestFolder implements AsyncDisposable {
  readonly #root: string;

  private constructor(root: string) {
    this.#root = root;
  }

  /** Makes an empty folder among the system's temporary files. */
  static async create(): Promise<TestFolder> {
    return new TestFolder(await mkdtemp(join(tmpdir(), 'testkit-')));
  }

  /** The absolute path of the folder, or of a file in it. */
  path(...names: readonly string[]): string {
    return join(this.#root, ...names);
  }

  /**
   * Writes a file in place, as `cp` and `cat >` do: for a moment it is empty or half there.
   *
   * @param mode permissions of a new file. Default `0o600`.
   * @returns the file's path
   */
  async write(name: string, content: FileContent, mode = 0o600): Promise<string> {
    await writeFile(this.path(name), content, { mode });
    return this.path(name);
  }

  /** Replaces a file atomically: writes beside it, then renames. Returns the file's path. */
  async replace(name: string, content: FileContent, mode = 0o600): Promise<string> {
    const beside = this.path(`.${randomBytes(6).toString('hex')}.tmp`);
    await writeFile(beside, content, { mode });
    await rename(beside, this.path(name));
    return this.path(name);
  }

  /**
   * Publishes a set of files as Kubernetes does for secrets: they lie in a dated folder, `..data` points to it,
   * and every name is a link through `..data`. The next call swaps the whole set by one rename.
   */
  async publish(files: Readonly<Record<string, FileContent>>): Promise<void> {
    const version = `..${new Date().toISOString().replace(/\D/g, '_')}.${randomBytes(4).toString('hex')}`;
    await mkdir(this.path(version));
    for (const [name, content] of Object.entries(files)) await this.write(join(version, name), content);
    const before = await this.#published();
    await symlink(version, this.path('..data_tmp'));
    await rename(this.path('..data_tmp'), this.path('..data'));
    for (const name of Object.keys(files)) {
      if (!before.names.includes(name)) await symlink(join('..data', name), this.path(name));
    }
    for (const name of before.names) if (!Object.hasOwn(files, name)) await rm(this.path(name));
    if (before.version !== undefined) await rm(this.path(before.version), { recursive: true });
  }

  /** Removes a file, or without a name the whole folder. Either may be gone already. */
  async remove(name?: string): Promise<void> {
    await rm(name === undefined ? this.#root : this.path(name), { recursive: true, force: true });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.remove();
  }

  async #published(): Promise<{ version?: string; names: string[] }> {
    try {
      const version = await readlink(this.path('..data'));
      return { version, names: await readdir(this.path(version)) };
    } catch {
      return { names: [] };
    }
  }
}
