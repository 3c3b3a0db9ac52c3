// Packs every package and looks at what a user would get. Needs `npm run build`.
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './child.mjs';

const UNWANTED = /(^|\/)(test|tests|coverage|node_modules)\/|\.test\.|\.tsbuildinfo$|\.tgz$|\.pem$|\.key$/;

/** Runs a program quietly; gives its exit code and what it wrote. */
function quietly(command, args, cwd) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NO_COLOR: '1' },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text) => (output += text));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
  });
}

const tool = (path, ...args) => quietly(process.execPath, [join(root, 'node_modules', path), ...args], root);

/** Packs one package into a folder and gives the tarball and the files in it. */
async function pack(folder, into) {
  const npm = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ['npm'];
  const { code, output } = await quietly(
    npm[0],
    [...npm.slice(1), 'pack', '--pack-destination', into],
    folder,
  );
  const tarball = (await readdir(into)).find((name) => name.endsWith('.tgz'));
  if (code !== 0 || !tarball) throw new Error(`npm pack failed:\n${output}`);
  const list = await quietly('tar', ['-tzf', join(into, tarball)], into);
  const files = list.output
    .split('\n')
    .filter(Boolean)
    .map((file) => file.replace(/^package\//, ''));
  return { tarball: join(into, tarball), files };
}

/** Every file the `exports` of a manifest lead to. */
function targets(exported) {
  if (typeof exported === 'string') return [exported.replace(/^\.\//, '')];
  return Object.values(exported ?? {}).flatMap(targets);
}

function complaintsAboutFiles(manifest, files) {
  const missing = targets(manifest.exports).filter((file) => !files.includes(file));
  const unwanted = files.filter((file) => UNWANTED.test(file));
  const sources = new Set(files.map((file) => file.replace(/^src\/(.*)\.ts$/, 'dist/$1.js')));
  const stale = files.filter((file) => /^dist\/.*\.js$/.test(file) && !sources.has(file));
  return [
    ...missing.map((file) => `exports lead to ${file}, which is not packed`),
    ...unwanted.map((file) => `holds ${file}`),
    ...stale.map((file) => `holds ${file}, built from a source that is gone: remove dist and build again`),
  ];
}

async function check(name) {
  const folder = join(root, 'packages', name);
  const temporary = await mkdtemp(join(tmpdir(), 'security-context-pack-'));
  try {
    const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
    const { tarball, files } = await pack(folder, temporary);
    const publint = await tool('publint/src/cli.js', 'run', tarball, '--strict');
    const attw = await tool('@arethetypeswrong/cli/dist/index.js', tarball, '--profile', 'esm-only');
    const about = complaintsAboutFiles(manifest, files);
    const marks = { files: about.length === 0, publint: publint.code === 0, attw: attw.code === 0 };
    const outputs = [about.join('\n'), publint.code ? publint.output : '', attw.code ? attw.output : ''];
    return { name: manifest.name, count: files.length, marks, complaints: outputs.filter(Boolean) };
  } catch (error) {
    return {
      name,
      count: 0,
      marks: { files: false, publint: false, attw: false },
      complaints: [error.message],
    };
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

const results = [];
for (const name of (await readdir(join(root, 'packages'))).sort()) results.push(await check(name));

const width = Math.max(...results.map(({ name }) => name.length));
const mark = (good) => (good ? 'ok' : 'WRONG').padStart(9);
console.log(
  `${'package'.padEnd(width)}${['packed', 'files', 'publint', 'attw'].map((head) => head.padStart(9)).join('')}`,
);
for (const { name, count, marks } of results) {
  const cells = [String(count).padStart(9), mark(marks.files), mark(marks.publint), mark(marks.attw)];
  console.log(`${name.padEnd(width)}${cells.join('')}`);
}
for (const { name, complaints } of results) {
  for (const complaint of complaints) console.error(`\n${name}\n${complaint.trimEnd()}`);
}
process.exitCode = results.some(({ complaints }) => complaints.length > 0) ? 1 : 0;
