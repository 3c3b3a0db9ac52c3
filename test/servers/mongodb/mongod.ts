import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { withFreePorts } from '../free-ports.js';
import type { Login } from '../login.js';
import { startServer } from '../processes.js';
import type { RunningServer } from '../processes.js';
import type { ServerFiles } from '../server-files.js';

const READY = /Waiting for connections/;
const USER_EXISTS = 51003;

/** Starts mongod; with a CA file it demands a client certificate of that CA. */
export async function startMongod(
  binary: string,
  files: ServerFiles,
  auth?: Login,
): Promise<{ server: RunningServer; port: number }> {
  if (auth) await createUser(binary, files, auth);
  const tls = ['--tlsMode=requireTLS', `--tlsCertificateKeyFile=${files.certificateKeyFile}`];
  // mongod wants a CA file in any case; these make it behave as with none.
  const open = ['--tlsAllowConnectionsWithoutCertificates', '--tlsAllowInvalidCertificates'];
  const trust = files.caFile ? [`--tlsCAFile=${files.caFile}`] : [`--tlsCAFile=${files.certFile}`, ...open];
  return listen(binary, files, [...tls, ...trust, ...(auth ? ['--auth'] : [])]);
}

/** The first user can only be made while the server asks for no login, so a server without TLS makes it. */
async function createUser(binary: string, files: ServerFiles, auth: Login): Promise<void> {
  const { server, port } = await listen(binary, files, []);
  const client = new MongoClient(`mongodb://127.0.0.1:${String(port)}/?directConnection=true`);
  try {
    const command = { createUser: auth.username, pwd: auth.password, roles: ['root'] };
    await client.db('admin').command(command);
  } catch (error) {
    if ((error as { code?: unknown }).code !== USER_EXISTS) throw error;
  } finally {
    await client.close();
    await server.stop();
  }
}

async function listen(binary: string, files: ServerFiles, options: string[]) {
  const dbpath = join(files.dataFolder, 'mongod');
  await mkdir(dbpath, { recursive: true });
  return withFreePorts(1, async (port) => {
    const args = [
      `--dbpath=${dbpath}`,
      '--bind_ip=127.0.0.1',
      `--port=${String(port)}`,
      '--nounixsocket',
      ...options,
    ];
    return { server: await startServer({ command: binary, args, ready: READY }), port };
  });
}
