import { randomBytes } from 'node:crypto';
import { provisioned } from '../catalogue.js';
import { startServer } from '../processes.js';
import type { ServerProgram } from '../provision.js';
import { writeServerFiles } from '../server-files.js';
import type { ServerPem } from '../server-files.js';
import { runningElsewhere, startCloud } from './server.js';
import type { Behind, CloudServer } from './server.js';

export interface AzureServer extends CloudServer {
  /** The storage account it knows; `key` is base64. Its blobs are below `url`/`name`. */
  readonly account: { readonly name: string; readonly key: string };
}

/** Starts a server for Azure's blob storage; `ca` makes its front demand client certificates. */
export async function startAzure(options: ServerPem): Promise<AzureServer> {
  const provision = await provisioned('azure');
  const account =
    provision.kind === 'url' ? knownAccount() : { name: 'tests', key: randomBytes(32).toString('base64') };
  const server = await startCloud(options, async () =>
    provision.kind === 'url' ? runningElsewhere(provision) : startAzurite(provision, options, account),
  );
  return Object.assign(server, { account });
}

/** It takes tokens (of anybody) only where it speaks TLS itself, so it does, behind the front. */
async function startAzurite(
  { command: [command, ...words] }: ServerProgram,
  pem: ServerPem,
  { name, key }: AzureServer['account'],
): Promise<Behind> {
  const files = await writeServerFiles({ cert: pem.cert, key: pem.key });
  const listen = [
    '--blobHost',
    '127.0.0.1',
    '--blobPort',
    '0',
    '--cert',
    files.certFile,
    '--key',
    files.keyFile,
  ];
  const options = [
    '--oauth',
    'basic',
    '--inMemoryPersistence',
    '--skipApiVersionCheck',
    '--disableTelemetry',
  ];
  try {
    const { ready, pid, stop } = await startServer({
      command,
      args: [...words, ...listen, ...options],
      cwd: files.dataFolder,
      env: { ...process.env, AZURITE_ACCOUNTS: `${name}:${key}` },
      ready: /successfully listens on https:\/\/127\.0\.0\.1:(\d+)/,
      stopSignal: 'SIGKILL',
    });
    return {
      host: '127.0.0.1',
      port: Number(ready[1]),
      pid,
      tls: { rejectUnauthorized: false },
      stop: () => stop().finally(() => files.remove()),
    };
  } catch (error) {
    await files.remove();
    throw error;
  }
}

function knownAccount(): AzureServer['account'] {
  const [, name, key] = /^([^:;]+):([^:;]+)/.exec(process.env.AZURITE_ACCOUNTS ?? '') ?? [];
  if (!name || !key)
    throw new Error('AZURITE_URL needs AZURITE_ACCOUNTS, name:key, as that server was given');
  return { name, key };
}
