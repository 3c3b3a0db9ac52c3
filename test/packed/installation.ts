import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildPackages, packageNames } from './build.js';
import { noCoverage, Program, root, runNode } from './program.js';
import type { Outcome } from './program.js';

/** What an application installs beside our packages, in the versions the repository is tested with. */
const BESIDE = [
  'mongodb',
  'cassandra-driver',
  'undici',
  'node-crate',
  '@aws-sdk/client-s3',
  'gaxios',
  'google-auth-library',
  '@azure/storage-blob',
  'inversify',
  'reflect-metadata',
  'pino',
  'typescript',
  '@types/node',
];

/** With an empty cache and a slow line. */
const NPM_LIMIT_MS = 5 * 60_000;

/** The files in a tarball, by path. */
export interface Packed {
  readonly name: string;
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

/** The packages as users get them: built, packed, and installed by npm in an empty folder outside the repository. */
export class Installation {
  readonly folder: string;
  readonly packed: readonly Packed[];

  private constructor(folder: string, packed: readonly Packed[]) {
    this.folder = folder;
    this.packed = packed;
  }

  static async make(): Promise<Installation> {
    await buildPackages();
    const folder = await mkdtemp(join(tmpdir(), 'security-context-packed-'));
    try {
      const workspaces = packageNames.map((name) => `--workspace=packages/${name}`);
      const packed = JSON.parse(
        await npm(root, 'pack', '--json', `--pack-destination=${folder}`, ...workspaces),
      ) as Packed[];
      await writeFile(join(folder, 'package.json'), JSON.stringify(await manifest(packed)));
      // What the repository's own installation has left in npm's cache is not fetched again.
      await npm(folder, 'install', '--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund');
      return new Installation(folder, packed);
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  path(...names: readonly string[]): string {
    return join(this.folder, ...names);
  }

  /** Writes a file, with the folders it lies in. Gives its path. */
  async write(name: string, content: string): Promise<string> {
    await mkdir(join(this.path(name), '..'), { recursive: true });
    await writeFile(this.path(name), content);
    return this.path(name);
  }

  /** Runs a file of this folder as an application. */
  run(name: string, cwd = this.folder): Promise<Outcome> {
    return runNode([this.path(name)], { cwd, env: noCoverage });
  }

  /** The manifest of an installed package. */
  async manifest(name: string): Promise<Record<string, unknown>> {
    const text = await readFile(this.path('node_modules', name, 'package.json'), 'utf8');
    return JSON.parse(text) as Record<string, unknown>;
  }

  /** Makes another folder that holds one of the packages and nothing it depends on. */
  async alone(name: string): Promise<{ folder: string } & AsyncDisposable> {
    const folder = await mkdtemp(join(tmpdir(), 'security-context-alone-'));
    await cp(this.path('node_modules', name), join(folder, 'node_modules', name), { recursive: true });
    return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }
}

async function manifest(packed: readonly Packed[]) {
  const ours = packed.map(({ name, filename }) => [name, `file:${filename}`]);
  const beside = await Promise.all(
    BESIDE.map(async (name) => {
      const text = await readFile(join(root, 'node_modules', name, 'package.json'), 'utf8');
      return [name, (JSON.parse(text) as { version: string }).version];
    }),
  );
  const dependencies = Object.fromEntries([...ours, ...beside]) as Record<string, string>;
  return { name: 'app', private: true, type: 'module', dependencies };
}

/**
 * Runs npm as the user of this machine would: variables that say whom to trust are taken away from tests, but downloads
 * may need them. Gives its standard output.
 */
async function npm(cwd: string, ...words: readonly string[]): Promise<string> {
  const path = process.env.npm_execpath;
  const [command, ...first] = path === undefined ? (['npm'] as const) : ([process.execPath, path] as const);
  const downloads = JSON.parse(process.env.TEST_DOWNLOAD_VARIABLES ?? '{}') as Record<string, string>;
  const env = { ...noCoverage, ...downloads };
  const { code, stdout, stderr } = await new Program(command, [...first, ...words], {
    cwd,
    env,
    limitMs: NPM_LIMIT_MS,
  }).ended;
  if (code !== 0) throw new Error(`npm ${words[0] ?? ''} failed:\n${stderr}`);
  return stdout;
}

let installation: Promise<Installation> | undefined;

/** The one installation of a test process. */
export function theInstallation(): Promise<Installation> {
  installation ??= Installation.make();
  return installation;
}

/** Removes it, if there is one. */
export async function removeInstallation(): Promise<void> {
  const made = await installation?.catch(() => undefined);
  await made?.remove();
}
