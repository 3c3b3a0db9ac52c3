import { createSecureContext, type SecureContext } from 'node:tls';
import { openSecurityContext, type SecurityContext } from '@security-context/core';
import { readNodeWords, type ClientFiles, type NodeWords } from '../stage/material.js';

/**
 * Without TLS, with TLS the stock way, with one native context made by hand (which stays what it is), and under a
 * security context.
 */
export const WAYS = ['plaintext', 'stock', 'shared', 'ours'] as const;
export type Way = (typeof WAYS)[number];

/** What a driver is given to connect with. */
export type Security =
  | { readonly way: 'plaintext' }
  | { readonly way: 'stock'; readonly files: ClientFiles; readonly words: NodeWords }
  | { readonly way: 'shared'; readonly secureContext: SecureContext }
  | { readonly way: 'ours'; readonly context: SecurityContext };

/** Opens so many connections of the stock driver. Resolves when all of them are ready, and there are no more. */
export type Fill = (size: number) => Promise<Full>;

export interface Full {
  /** Closes them all. */
  close(): Promise<unknown>;
}

/** A stock driver that is to talk to a port of 127.0.0.1. */
export type Driver = (port: number, security: Security) => Fill;

/** Does what has to be done once, whatever the number of connections. */
export async function prepare(
  way: Way,
  files: ClientFiles,
): Promise<{ security: Security; close(): Promise<void> }> {
  const close = (): Promise<void> => Promise.resolve();
  switch (way) {
    case 'plaintext':
      return { security: { way }, close };
    case 'stock':
      return { security: { way, files, words: await readNodeWords(files) }, close };
    case 'shared':
      return { security: { way, secureContext: createSecureContext(await readNodeWords(files)) }, close };
    case 'ours': {
      const context = await openBenchContext(files);
      return { security: { way, context }, close: () => context.close() };
    }
  }
}

export function openBenchContext({ caFile, certificateKeyFile }: ClientFiles): Promise<SecurityContext> {
  return openSecurityContext(
    { trust: { anchors: [caFile] }, identity: { certificateKeyFile } },
    { name: 'bench', env: {} },
  );
}
