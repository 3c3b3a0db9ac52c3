import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, normalize } from 'node:path';
import { root } from './child.mjs';

const SUITES = {
  unit: /^(packages\/[^/]+\/test|test\/unit)\/.+\.test\.ts$/,
  integration: /^test\/integration\/.+\.test\.ts$/,
  examples: /^examples\/[^/]+\/test\/.+\.test\.ts$/,
  contracts:
    /^packages\/[^/]+\/test\/(.+\.contract|(.+\/)?(explain|explanation|late-alert|resumption))\.test\.ts$/,
};

/** The servers that the tests of a folder below test/integration need; those of any other place may use all. */
const SERVERS = {
  mongodb: ['mongodb'],
  cassandra: ['cassandra'],
  cratedb: ['crateClient'],
  cloud: ['aws', 'azure', 'google'],
};

const NOT_OURS = new Set(['node_modules', 'dist', 'coverage']);

/** Whether a word of the command line names test files: a file or a folder of the repository. */
export function isTestPath(word) {
  return /^(\.\/)?(packages|test|examples)\//.test(word) && existsSync(join(root, word));
}

/** The test files that files and folders of the repository name. */
export async function filesIn(paths) {
  const prefixes = paths.map((path) => normalize(path).replace(/\/$/, ''));
  const all = (await Promise.all(Object.keys(SUITES).map(filesOf))).flat();
  return [...new Set(all)].filter((file) =>
    prefixes.some((path) => file === path || file.startsWith(`${path}/`)),
  );
}

/** The names of the servers that have to be there for these test files, or `all`. */
export function serversFor(files) {
  const folders = files.map((file) => /^test\/integration\/([^/]+)/.exec(file)?.[1]).filter(Boolean);
  return [...new Set(folders.flatMap((folder) => SERVERS[folder] ?? ['all']))];
}

/** The test files of a suite, by path from the root, sorted. */
export async function filesOf(suite) {
  const files = await Promise.all(['packages', 'test', 'examples'].map((folder) => walk(folder)));
  return files
    .flat()
    .filter((file) => SUITES[suite].test(file))
    .sort();
}

async function walk(folder) {
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(() => []);
  const found = await Promise.all(
    entries.map((entry) => {
      const path = `${folder}/${entry.name}`;
      if (!entry.isDirectory()) return [path];
      return NOT_OURS.has(entry.name) ? [] : walk(path);
    }),
  );
  return found.flat();
}
