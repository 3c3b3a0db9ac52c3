import { chown, copyFile, cp, link, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ServerPem } from '../server-files.js';

/** Whom Cassandra runs as when we are root: root's locks would hold all of its memory, and its JMX is open to anyone. */
export const NOBODY = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : undefined;

/** Writes what a server shows and whom it trusts; a running one is to be told to read it again. */
export async function writePem(folder: string, { cert, key, ca = cert }: ServerPem): Promise<void> {
  await replace(join(folder, 'keystore.pem'), `${key}\n${cert}\n`);
  await replace(join(folder, 'truststore.pem'), ca);
}

/** A class path that Cassandra's user may read: root's cache folder is for root alone. */
export async function readableLibraries(libraries: string, folder: string): Promise<string> {
  if (!NOBODY) return join(libraries, '*');
  const readable = join(folder, 'lib');
  await mkdir(readable);
  for (const name of await readdir(libraries)) {
    if (!name.endsWith('.jar')) continue;
    const [from, to] = [join(libraries, name), join(readable, name)];
    await link(from, to).catch(() => copyFile(from, to));
  }
  return join(readable, '*');
}

/** Data of an earlier server, or an empty folder; whether there was any. */
export async function takeData(folder: string, kept: string | undefined): Promise<boolean> {
  const data = join(folder, 'data');
  const known = kept !== undefined && (await exists(kept));
  if (known) await cp(kept, data, { recursive: true });
  else await mkdir(data);
  return known;
}

/** Keeps the data for a later server. */
export async function keepData(folder: string, kept: string): Promise<void> {
  await rm(kept, { recursive: true, force: true });
  await cp(join(folder, 'data'), kept, { recursive: true });
}

/** Gives a folder and all in it to Cassandra's user; hard links to what is not the server's stay as they are. */
export async function handOver(folder: string): Promise<void> {
  if (!NOBODY) return;
  await chown(folder, NOBODY.uid, NOBODY.gid);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && entry.name !== 'lib') await handOver(path);
    else if (entry.isFile()) await chown(path, NOBODY.uid, NOBODY.gid);
  }
}

async function replace(path: string, text: string): Promise<void> {
  await writeFile(`${path}.new`, text, { mode: 0o600 });
  if (NOBODY) await chown(`${path}.new`, NOBODY.uid, NOBODY.gid);
  await rename(`${path}.new`, path);
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
