import { provisioned } from '../catalogue.js';
import { withFreePorts } from '../free-ports.js';
import { startServer } from '../processes.js';
import type { ServerProgram } from '../provision.js';
import type { ServerPem } from '../server-files.js';
import { runningElsewhere, startCloud } from './server.js';
import type { Behind, CloudServer } from './server.js';

/** Starts a server for Google's storage, which asks for no login; `ca` makes its front demand client certificates. */
export async function startGoogle(options: ServerPem): Promise<CloudServer> {
  const provision = await provisioned('google');
  return startCloud(options, async (address) =>
    provision.kind === 'url' ? runningElsewhere(provision) : startFakeGcs(provision, address),
  );
}

/** It writes the address it is reached by into its answers: where an upload goes on, for one. */
function startFakeGcs({ command: [command, ...words] }: ServerProgram, address: string): Promise<Behind> {
  return withFreePorts(1, async (port) => {
    const listen = ['-scheme', 'http', '-host', '127.0.0.1', '-port', String(port)];
    const reached = ['-public-host', address, '-external-url', `https://${address}`];
    const { pid, stop } = await startServer({
      command,
      args: [...words, ...listen, ...reached, '-backend', 'memory'],
      ready: /server started at/,
      stopSignal: 'SIGKILL',
    });
    return { host: '127.0.0.1', port, pid, stop };
  });
}
