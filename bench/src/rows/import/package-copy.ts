import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const REPOSITORY = fileURLToPath(new URL('../../../../', import.meta.url));
const CORE = join(REPOSITORY, 'packages/core');

const run = promisify(execFile);

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** A module that imports core as an application does, and one that imports nothing. */
export interface Entries {
  readonly core: string;
  readonly nothing: string;
}

/**
 * Puts the built core into `folder/node_modules`, as an installation would, with its dependencies beside it. Builds it
 * if what is built is older than its source; the repository is left as it is.
 */
export async function copyCore(folder: string): Promise<Entries> {
  const modules = join(folder, 'node_modules');
  const installed = join(modules, '@security-context/core');
  await mkdir(installed, { recursive: true });
  const manifest = await readFile(join(CORE, 'package.json'), 'utf8');
  await writeFile(join(installed, 'package.json'), manifest);
  if (await isBuilt()) await cp(join(CORE, 'dist'), join(installed, 'dist'), { recursive: true });
  else await build(join(installed, 'dist'));
  for (const name of Object.keys((JSON.parse(manifest) as Manifest).dependencies ?? {})) {
    await symlink(await installedFolder(name), join(modules, name), 'junction');
  }
  const entries = { core: join(folder, 'core.mjs'), nothing: join(folder, 'nothing.mjs') };
  await writeFile(entries.core, "import '@security-context/core';\n");
  await writeFile(entries.nothing, '');
  return entries;
}

async function isBuilt(): Promise<boolean> {
  try {
    await stat(join(CORE, 'dist/index.js'));
    const { mtimeMs } = await stat(join(CORE, 'dist/.tsbuildinfo'));
    return (await newest(join(CORE, 'src'))) < mtimeMs;
  } catch {
    return false;
  }
}

async function newest(folder: string): Promise<number> {
  const times = (await readdir(folder, { withFileTypes: true })).map(async (entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? newest(path) : (await stat(path)).mtimeMs;
  });
  return Math.max(0, ...(await Promise.all(times)));
}

async function build(outDir: string): Promise<void> {
  const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  const options = ['-p', CORE, '--outDir', outDir, '--tsBuildInfoFile', join(outDir, '.tsbuildinfo')];
  try {
    await run(process.execPath, [compiler, ...options]);
  } catch (error) {
    const { stdout = '' } = error as { readonly stdout?: string };
    throw new Error(`core does not compile:\n${stdout.trimEnd()}`, { cause: error });
  }
}

/** Where npm put a dependency: beside core, or hoisted to the top. */
async function installedFolder(name: string): Promise<string> {
  for (const place of [CORE, dirname(dirname(CORE))]) {
    const folder = join(place, 'node_modules', name);
    if (await stat(folder).catch(() => undefined)) return folder;
  }
  throw new Error(`${name} is not installed`);
}
