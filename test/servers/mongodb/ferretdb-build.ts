import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { OnProgress } from '../cache.js';
import { buildGoProgram } from '../go-program.js';

const VERSION = '1.24.2';

export const FERRETDB = `FerretDB ${VERSION}`;

/** Builds FerretDB with its SQLite backend, once per cache folder; gives the program's path. */
export function buildFerretDb(cache: string, onProgress?: OnProgress): Promise<string> {
  const program = {
    name: 'FerretDB',
    version: VERSION,
    module: 'github.com/FerretDB/FerretDB',
    main: './cmd/ferretdb',
    tags: 'ferretdb_no_postgresql',
    // A module download carries no version file, and the program stops at once without it.
    prepare: (source: string) => writeFile(join(source, 'build/version/version.txt'), `v${VERSION}\n`),
  };
  return buildGoProgram(cache, program, onProgress);
}
