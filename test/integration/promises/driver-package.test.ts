import { cp, mkdir, readdir, realpath, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { TestFolder } from '@security-context/testkit';
import { runTypeScript } from './errand.js';

const PROGRAM = `
import { secure, SecurityError } from '@security-context/core';
import { mongodbAdapter } from '@security-context/mongodb';
const told = await secure(mongodbAdapter, { url: 'mongodb://localhost:1/?tls=true' }, { env: {} }).then(
  ({ context }) => context.close().then(() => ({ code: 'opened' })),
  (error) => {
    if (!SecurityError.is(error)) throw error;
    return { code: error.code, message: error.message, action: error.action };
  },
);
console.log(JSON.stringify(told));
`;

interface Told {
  readonly code: string;
  readonly message?: string;
  readonly action?: string;
}

/** Where a package that this repository has installed lies. */
const installed = async (name: string): Promise<string> =>
  realpath(fileURLToPath(new URL(`../../../node_modules/${name}`, import.meta.url)));

describe('an application with its own node_modules', function () {
  this.timeout(60_000);
  let folder: TestFolder;

  before(async () => {
    folder = await TestFolder.create();
    const modules = folder.path('node_modules');
    await mkdir(join(modules, '@security-context'), { recursive: true });
    for (const name of ['core', 'mongodb']) {
      const from = await installed(`@security-context/${name}`);
      const to = join(modules, '@security-context', name);
      for (const part of ['package.json', 'src'])
        await cp(join(from, part), join(to, part), { recursive: true });
    }
    const dependencies = ['asn1js', 'semver', 'valibot', 'yaml'];
    for (const name of dependencies) await symlink(await installed(name), join(modules, name));
    await folder.write('program.ts', PROGRAM);
    await folder.write('package.json', '{ "type": "module" }');
  });
  after(() => folder.remove());
  beforeEach(() => folder.remove(join('node_modules', 'mongodb')));

  async function open(): Promise<Told> {
    const written = await runTypeScript(folder.path('program.ts'), [], { cwd: folder.path() });
    return JSON.parse(written) as Told;
  }

  async function install(version: string): Promise<void> {
    const manifest = folder.path('node_modules', 'mongodb', 'package.json');
    await mkdir(dirname(manifest), { recursive: true });
    await writeFile(manifest, JSON.stringify({ name: 'mongodb', version }));
  }

  it('is told what to install when the driver is missing (promise 14)', async () => {
    expect(await readdir(folder.path('node_modules'))).not.to.include('mongodb');
    const { code, message, action } = await open();
    expect(code).to.equal('ERR_DRIVER_MISSING');
    expect(message).to.include('package mongodb is not installed');
    expect(action).to.match(/^Run: npm install '?mongodb@/);
  });

  for (const version of ['5.9.2', '3.7.4', '8.0.0']) {
    it(`is told what to install in the place of mongodb ${version} (promise 14)`, async () => {
      await install(version);
      const { code, message, action } = await open();
      expect(code).to.equal('ERR_DRIVER_UNSUPPORTED');
      expect(message).to.include(`mongodb ${version} is installed`);
      expect(action).to.match(/^Run: npm install '?mongodb@/);
    });
  }

  it('opens its context with a supported driver (promise 14)', async () => {
    await install('7.9.0');
    expect(await open()).to.deep.equal({ code: 'opened' });
  });
});
