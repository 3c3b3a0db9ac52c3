import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import { openSecurityContext } from '@security-context/core';
import { mongodbAdapter } from '@security-context/mongodb';
import { MongoClient, type MongoClientOptions } from 'mongodb';

/**
 * The stock driver without TLS, with its own TLS, with one native context made by hand (which stays what it is), and
 * under a security context.
 */
export type PoolVariant = 'plaintext' | 'stock' | 'shared' | 'ours';

/** One pool to measure. */
export interface PoolTask {
  readonly variant: PoolVariant;
  readonly url: string;
  readonly size: number;
  readonly caFile: string;
  readonly certificateKeyFile: string;
}

/** Makes clients that have everything about security in common. */
export interface PreparedClients {
  client(options: MongoClientOptions): MongoClient;
  close(): Promise<void>;
}

/** Does what has to be done once, whatever the number of clients. */
export async function prepare(task: PoolTask): Promise<PreparedClients> {
  const { variant, url, caFile, certificateKeyFile } = task;
  const close = (): Promise<void> => Promise.resolve();
  switch (variant) {
    case 'plaintext':
      return { client: (options) => new MongoClient(url, options), close };
    case 'stock': {
      const tls = { tls: true, tlsCAFile: caFile, tlsCertificateKeyFile: certificateKeyFile };
      return { client: (options) => new MongoClient(url, { ...options, ...tls }), close };
    }
    case 'shared': {
      const [ca, pem] = await Promise.all([readFile(caFile), readFile(certificateKeyFile)]);
      const tls = { tls: true, secureContext: createSecureContext({ ca, cert: pem, key: pem }) };
      return { client: (options) => new MongoClient(url, { ...options, ...tls }), close };
    }
    case 'ours': {
      const context = await openSecurityContext(
        { trust: { anchors: [caFile] }, identity: { certificateKeyFile } },
        { name: 'bench', env: {} },
      );
      const client = (options: MongoClientOptions): MongoClient => {
        const bound = context.bind(mongodbAdapter, { url, options });
        return new MongoClient(bound.url, bound.options);
      };
      return { client, close: () => context.close() };
    }
  }
}
