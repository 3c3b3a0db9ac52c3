import { provisioned } from '../catalogue.js';
import { startServer } from '../processes.js';
import type { ServerPem } from '../server-files.js';
import { runningElsewhere, startCloud } from './server.js';
import type { CloudServer } from './server.js';

/** Starts a server for S3 and STS, which takes any login; `ca` makes its front demand client certificates. */
export async function startAws(options: ServerPem): Promise<CloudServer> {
  const provision = await provisioned('aws');
  return startCloud(options, async () => {
    if (provision.kind === 'url') return runningElsewhere(provision);
    const [command, ...words] = provision.command;
    const { ready, pid, stop } = await startServer({
      command,
      args: [...words, '-H', '127.0.0.1', '-p', '0'],
      ready: /Running on http:\/\/127\.0\.0\.1:(\d+)/,
      stopSignal: 'SIGKILL',
    });
    return { host: '127.0.0.1', port: Number(ready[1]), pid, stop };
  });
}
