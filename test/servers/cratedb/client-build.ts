import { cacheFolder } from '../cache.js';
import type { OnProgress } from '../cache.js';
import { orBuild } from '../provision.js';
import type { ServerProgram } from '../provision.js';
import { buildPython } from '../python.js';

const CRATE = {
  name: 'crate',
  version: '2.3.0',
  requirements: ['crate==2.3.0', 'urllib3==2.8.0', 'orjson==3.13.0', 'verlib2==26.2'],
};

/**
 * Finds a Python that has CrateDB's client: the one `CRATE_CLIENT_PYTHON` names, else one with the client installed into
 * the cache folder. What is on the PATH is not looked at: it belongs to some other environment, with any version.
 */
export async function findCrateClient(onProgress?: OnProgress): Promise<ServerProgram> {
  const own = process.env.CRATE_CLIENT_PYTHON;
  if (own) return { kind: 'program', command: [own] };
  const python = await orBuild('no CRATE_CLIENT_PYTHON', `crate ${CRATE.version}`, () =>
    buildPython(cacheFolder(), CRATE, onProgress),
  );
  return { kind: 'program', command: [python] };
}
