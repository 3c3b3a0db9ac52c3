import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SecurityError } from '../errors/security-error.js';
import type { DriverAdapter } from './driver-adapter.js';

type PackagedAdapter = Pick<DriverAdapter<never, unknown>, 'driver' | 'package'>;

/**
 * Tells whether the adapter's driver is installed in a supported version, without importing it. Looks where the
 * adapter's module would find it, then where the process was started. In a bundle, which has no `node_modules` to look
 * in, and under Plug'n'Play nothing can be told, and nothing is refused.
 * @throws SecurityError `ERR_DRIVER_MISSING`, `ERR_DRIVER_UNSUPPORTED`
 */
export async function checkDriverPackage(adapter: PackagedAdapter): Promise<void> {
  const wanted = adapter.package;
  if (wanted === undefined || process.versions.pnp !== undefined) return;
  const place = `driver ${adapter.driver}`;
  const action = `Run: npm install ${shellWord(`${wanted.name}@${wanted.range}`)}`;
  const { manifest, searched } = await findManifest(wanted.name, startFolders(wanted.from));
  if (manifest === undefined) {
    if (!searched) return;
    throw new SecurityError('ERR_DRIVER_MISSING', {
      place,
      reason: `the package ${wanted.name} is not installed`,
      action,
    });
  }
  const found = versionIn(manifest);
  const { default: satisfies } = await import('semver/functions/satisfies.js');
  if (found !== undefined && satisfies(found, wanted.range, { includePrerelease: true })) return;
  throw new SecurityError('ERR_DRIVER_UNSUPPORTED', {
    place,
    reason: `${wanted.name} ${found ?? 'of an unknown version'} is installed; supported is ${wanted.range}`,
    action,
  });
}

function startFolders(from: string | undefined): string[] {
  const here = from?.startsWith('file:') ? [dirname(fileURLToPath(from))] : [];
  return [...here, process.cwd()];
}

async function findManifest(
  name: string,
  starts: readonly string[],
): Promise<{ manifest?: string; searched: boolean }> {
  let searched = false;
  for (const start of starts) {
    for (let folder = start, above = ''; folder !== above; above = folder, folder = dirname(folder)) {
      const modules = join(folder, 'node_modules');
      const manifest = await readFile(join(modules, name, 'package.json'), 'utf8').catch(() => undefined);
      if (manifest !== undefined) return { manifest, searched: true };
      searched ||= await stat(modules).then(
        (found) => found.isDirectory(),
        () => false,
      );
    }
  }
  return { searched };
}

function versionIn(manifest: string): string | undefined {
  try {
    const data: unknown = JSON.parse(manifest);
    const version = typeof data === 'object' && data !== null && 'version' in data ? data.version : undefined;
    return typeof version === 'string' ? version : undefined;
  } catch {
    return undefined;
  }
}

function shellWord(word: string): string {
  return /^[\w.^~@/-]+$/.test(word) ? word : `'${word}'`;
}
