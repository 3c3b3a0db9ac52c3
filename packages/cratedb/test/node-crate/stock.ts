import type { Agent } from 'node:http';
import { createRequire } from 'node:module';
import type { NodeCrate, NodeCrateModule } from '@security-context/cratedb/node-crate';

/** What tests look at inside an instance. */
export interface Inside extends NodeCrate, NodeCrateModule {
  connect(servers: string): void;
  insertBlob(table: string, bytes: Buffer): Promise<string>;
  insertBlobFile(table: string, path: string): Promise<string>;
  getBlob(table: string, digest: string): Promise<Buffer>;
  createBlobWriteStream(table: string, digest: string): unknown;
  readonly connectionPool: {
    readonly httpOptions: readonly { readonly httpOpt: { readonly agent?: Agent; readonly port: unknown } }[];
  };
}

/** The stock module, which has no types. */
export const nodeCrate = createRequire(import.meta.url)('node-crate') as Inside;

/** The client has no close: its agents close the connections. */
export function closeConnections(crate: NodeCrate): void {
  for (const { httpOpt } of (crate as Inside).connectionPool.httpOptions) httpOpt.agent?.destroy();
}

/** Without what the client writes to the console whenever a connection fails. */
export async function quietly<T>(run: () => Promise<T>): Promise<T> {
  const { log } = console;
  console.log = () => undefined;
  try {
    return await run();
  } finally {
    console.log = log;
  }
}
