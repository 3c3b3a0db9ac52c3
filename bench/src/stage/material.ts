import { readFile } from 'node:fs/promises';
import { manyRoots, TestAuthority, type TestFolder } from '@security-context/testkit';
import type { KeyAlgorithm } from '@security-context/testkit';

/** Files for clients. */
export interface ClientFiles {
  /** The roots of a usual system and the authority of the server, as PEM. */
  readonly caFile: string;
  /** The client's certificate and key, as PEM. */
  readonly certificateKeyFile: string;
}

/** What a client has in its files, in Node's words. */
export interface NodeWords {
  readonly ca: Buffer;
  readonly cert: Buffer;
  readonly key: Buffer;
}

/** Files for clients, and what a server needs to serve them. */
export interface Material {
  readonly files: ClientFiles;
  readonly server: { readonly cert: string; readonly key: string; readonly ca: string };
}

/** The keys of the roots that a Debian system trusts: 145 in all. */
const USUAL_KEYS: readonly (readonly [KeyAlgorithm, count: number])[] = [
  ['rsa-4096', 62],
  ['rsa-2048', 47],
  ['p-384', 32],
  ['p-256', 4],
];

/** The usual roots, as one PEM text. */
export async function usualRoots(): Promise<string> {
  const kinds = USUAL_KEYS.map(([keyAlgorithm, count]) => manyRoots(count, { keyAlgorithm }));
  const roots = (await Promise.all(kinds)).flat();
  return roots.map(({ certificatePem }) => certificatePem).join('');
}

/** Writes everything a client and a server that trust each other need. */
export async function writeMaterial(folder: TestFolder, roots: string): Promise<Material> {
  const authority = await TestAuthority.create();
  const client = await authority.issue({ usage: 'client', commonName: 'bench' });
  const server = await authority.issue();
  return {
    files: {
      caFile: await folder.write('ca.pem', roots + authority.certificatePem),
      certificateKeyFile: await folder.write('client.pem', client.combinedPem()),
    },
    server: { ...server.tls, ca: authority.certificatePem },
  };
}

export async function readNodeWords({ caFile, certificateKeyFile }: ClientFiles): Promise<NodeWords> {
  const [ca, pem] = await Promise.all([readFile(caFile), readFile(certificateKeyFile)]);
  return { ca, cert: pem, key: pem };
}
