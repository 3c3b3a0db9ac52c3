import { join } from 'node:path';
import { cacheFolder } from '../cache.js';
import type { OnProgress } from '../cache.js';
import { buildGoProgram } from '../go-program.js';
import { buildNpmPackage } from '../npm-package.js';
import { orBuild, programOnPath, serverUrl } from '../provision.js';
import type { ServerProgram, ServerUrl } from '../provision.js';
import { buildPython } from '../python.js';

const MOTO = {
  name: 'moto',
  version: '5.2.5',
  requirements: ['moto[s3,sts]==5.2.5', 'flask==3.1.3', 'flask-cors==6.0.5', 'werkzeug==3.1.9'],
};

/**
 * Finds moto, which answers as S3 and STS do: the server `MOTO_URL` names (with `MOTO_CA_FILE` and
 * `MOTO_CERTIFICATE_KEY_FILE`), else one installed into the cache folder. One on the PATH is not looked at: it belongs
 * to some other Python environment, with any version.
 */
export async function findMoto(onProgress?: OnProgress): Promise<ServerUrl | ServerProgram> {
  const url = serverUrl('MOTO');
  if (url) return url;
  const python = await orBuild('no MOTO_URL', `moto ${MOTO.version}`, () =>
    buildPython(cacheFolder(), MOTO, onProgress),
  );
  return { kind: 'program', command: [python, '-m', 'moto.server'] };
}

/** The newest that runs on Node 20. */
const AZURITE = { name: 'azurite', version: '3.35.0' };

/**
 * Finds Azurite, which answers as Azure's blob storage does: the one `AZURITE_URL` names (with `AZURITE_CA_FILE` and
 * `AZURITE_CERTIFICATE_KEY_FILE`, and `AZURITE_ACCOUNTS` as it was given to that server, `name:key`), else
 * `azurite-blob` on the PATH, else one installed into the cache folder.
 */
export async function findAzurite(onProgress?: OnProgress): Promise<ServerUrl | ServerProgram> {
  const found = serverUrl('AZURITE') ?? (await programOnPath('azurite-blob'));
  if (found) return found;
  const missing = 'no AZURITE_URL, no azurite-blob on the PATH';
  const folder = await orBuild(missing, `Azurite ${AZURITE.version}`, () =>
    buildNpmPackage(cacheFolder(), AZURITE, onProgress),
  );
  return { kind: 'program', command: [process.execPath, join(folder, 'dist/src/blob/main.js')] };
}

const FAKE_GCS = {
  name: 'fake-gcs-server',
  version: '1.56.1',
  module: 'github.com/fsouza/fake-gcs-server',
};

/**
 * Finds fake-gcs-server, which answers as Google's storage does: the one `FAKE_GCS_URL` names (with `FAKE_GCS_CA_FILE`
 * and `FAKE_GCS_CERTIFICATE_KEY_FILE`), else `fake-gcs-server` on the PATH, else one built into the cache folder.
 */
export async function findFakeGcs(onProgress?: OnProgress): Promise<ServerUrl | ServerProgram> {
  const found = serverUrl('FAKE_GCS') ?? (await programOnPath('fake-gcs-server'));
  if (found) return found;
  const missing = 'no FAKE_GCS_URL, no fake-gcs-server on the PATH';
  const binary = await orBuild(missing, `fake-gcs-server ${FAKE_GCS.version}`, () =>
    buildGoProgram(cacheFolder(), FAKE_GCS, onProgress),
  );
  return { kind: 'program', command: [binary] };
}
