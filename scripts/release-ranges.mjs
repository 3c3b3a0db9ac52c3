// Peer ranges of core for a release: node scripts/release-ranges.mjs [--wide]
//
// In the tree they are wide, because a new version must not break the installation of the workspace it is made in. What
// is published must name the version it was tested with: npm's `version` script calls this once lerna has written the
// new version, and `--wide` puts the tree back afterwards.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from './child.mjs';

const CORE = '@security-context/core';
const WIDE = '>=0.1.0 <1';
const DEPENDENTS = ['mongodb', 'cassandra', 'https', 'cratedb', 'cloud', 'testkit'];

const pathOf = (name) => join(root, 'packages', name, 'package.json');
const manifestOf = async (name) => JSON.parse(await readFile(pathOf(name), 'utf8'));

const { version } = await manifestOf('core');
const range = process.argv.includes('--wide') ? WIDE : `^${version}`;
for (const name of DEPENDENTS) {
  const manifest = await manifestOf(name);
  if (!manifest.peerDependencies?.[CORE])
    throw new Error(`${manifest.name} has no peer dependency on ${CORE}`);
  if (manifest.version !== version)
    throw new Error(`${manifest.name} is ${manifest.version}, core ${version}`);
  manifest.peerDependencies[CORE] = range;
  await writeFile(pathOf(name), `${JSON.stringify(manifest, null, 2)}\n`);
  console.log(`${manifest.name}: ${CORE} ${range}`);
}
