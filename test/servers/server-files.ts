import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atEnd } from './cleanup.js';

/** What a server is told to be: PEM text, none of it a path. */
export interface ServerPem {
  /** The server's certificate, with intermediates after it. */
  readonly cert: string;
  readonly key: string;
  /** With it, a client has to show a certificate of this CA. */
  readonly ca?: string;
}

export interface ServerFiles {
  readonly certFile: string;
  readonly keyFile: string;
  /** Certificate and key in one file, as mongod wants them. */
  readonly certificateKeyFile: string;
  readonly caFile: string | undefined;
  readonly dataFolder: string;
  /** Removes what was written; a data folder the caller named stays. */
  remove(): Promise<void>;
}

/** Makes a temporary folder that is removed by `remove`, or when this process ends. */
export async function makeFolder(): Promise<{ folder: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'security-context-server-'));
  const forget = atEnd(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const remove = async () => {
    await rm(folder, { recursive: true, force: true });
    forget();
  };
  return { folder, remove };
}

/** Writes a server's PEM files into a temporary folder of its own. */
export async function writeServerFiles(pem: ServerPem, dataFolder?: string): Promise<ServerFiles> {
  const { folder, remove } = await makeFolder();
  const write = async (name: string, text: string) => {
    const path = join(folder, name);
    await writeFile(path, text, { mode: 0o600 });
    return path;
  };
  const data = dataFolder ?? join(folder, 'data');
  await mkdir(data, { recursive: true });
  return {
    certFile: await write('server.pem', pem.cert),
    keyFile: await write('server.key', pem.key),
    certificateKeyFile: await write('both.pem', `${pem.cert}\n${pem.key}\n`),
    caFile: pem.ca === undefined ? undefined : await write('ca.pem', pem.ca),
    dataFolder: data,
    remove,
  };
}
