import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Login } from '../login.js';
import { startServer } from '../processes.js';
import type { RunningServer } from '../processes.js';
import type { ServerFiles } from '../server-files.js';

/** Starts FerretDB; with a CA file it demands a client certificate of that CA. */
export async function startFerretDb(
  binary: string,
  files: ServerFiles,
  auth?: Login,
): Promise<RunningServer> {
  // SQLite keeps its files under `ferretdb`; both folders have to exist.
  const data = join(files.dataFolder, 'ferretdb/data');
  const state = join(files.dataFolder, 'ferretdb/state');
  await mkdir(data, { recursive: true });
  await mkdir(state, { recursive: true });
  const login = auth
    ? ['--test-enable-new-auth', `--setup-username=${auth.username}`, '--setup-database=admin']
    : [];
  return startServer({
    command: binary,
    args: [
      '--handler=sqlite',
      `--sqlite-url=file:${data}/`,
      `--state-dir=${state}`,
      '--listen-addr=',
      '--listen-tls=127.0.0.1:0',
      `--listen-tls-cert-file=${files.certFile}`,
      `--listen-tls-key-file=${files.keyFile}`,
      ...(files.caFile ? [`--listen-tls-ca-file=${files.caFile}`] : []),
      '--debug-addr=-',
      '--telemetry=disable',
      ...login,
    ],
    env: { ...process.env, DO_NOT_TRACK: '1', ...(auth && { FERRETDB_SETUP_PASSWORD: auth.password }) },
    ready: /Listening on TLS 127\.0\.0\.1:(\d+)/,
  });
}
