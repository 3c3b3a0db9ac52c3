import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { TestFolder } from '@security-context/testkit';
import { checkDriverPackage } from '../../src/binding/driver-package.js';
import { refusals } from './stage.js';

/** A folder with a module in `app/dist` and this manifest as `app/node_modules/<name>/package.json`. */
async function installed(folder: TestFolder, name: string, manifest: unknown): Promise<string> {
  const path = folder.path('app', 'node_modules', name, 'package.json');
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, typeof manifest === 'string' ? manifest : JSON.stringify(manifest));
  return pathToFileURL(folder.path('app', 'dist', 'adapter.js')).href;
}

const check = (name: string, range: string, from?: string): Promise<void> =>
  checkDriverPackage({ driver: 'shop', package: { name, range, ...(from !== undefined && { from }) } });

describe("a driver's package", () => {
  it('is found above the module of the adapter, whatever it exports', async () => {
    await using folder = await TestFolder.create();
    const from = await installed(folder, '@scope/shop-driver', {
      version: '7.9.0',
      exports: { '.': './x.js' },
    });
    await check('@scope/shop-driver', '^7.0.0', from);
    await check('@scope/shop-driver', '>=6 <8 || ^9', from);
  });

  it('is found where the process was started, when the adapter lies elsewhere', async () => {
    await check('mocha', '>=1');
    await check('mocha', '>=1', 'file:///nowhere/adapter.js');
    await check('mocha', '>=1', 'data:text/javascript,0');
    const [error] = await refusals(check('mocha', '>=9999', 'file:///nowhere/adapter.js'));
    expect(error?.code).to.equal('ERR_DRIVER_UNSUPPORTED');
  });

  it('may be a prerelease of a supported version', async () => {
    await using folder = await TestFolder.create();
    const from = await installed(folder, 'shop-driver', { version: '7.1.0-beta.1' });
    await check('shop-driver', '^7.0.0', from);
    await installed(folder, 'shop-driver', { version: '8.0.0-beta.1' });
    await refusals(check('shop-driver', '^7.0.0', from));
  });

  it('is asked for with the command that installs it when it is missing', async () => {
    const [error] = await refusals(check('no-such-driver', '^7', import.meta.url));
    expect(error?.code).to.equal('ERR_DRIVER_MISSING');
    expect(error?.message).to.equal('driver shop: the package no-such-driver is not installed');
    expect(error?.action).to.equal('Run: npm install no-such-driver@^7');
    const [other] = await refusals(check('no-such-driver', '^6 || ^7', import.meta.url));
    expect(other?.action).to.equal("Run: npm install 'no-such-driver@^6 || ^7'");
  });

  it('is refused in a version that is not supported, naming both', async () => {
    await using folder = await TestFolder.create();
    const from = await installed(folder, 'shop-driver', { version: '5.2.1' });
    const [error] = await refusals(check('shop-driver', '^7.0.0', from));
    expect(error?.code).to.equal('ERR_DRIVER_UNSUPPORTED');
    expect(error?.message).to.equal('driver shop: shop-driver 5.2.1 is installed; supported is ^7.0.0');
    expect(error?.action).to.equal('Run: npm install shop-driver@^7.0.0');
  });

  it('is refused when its version cannot be told', async () => {
    await using folder = await TestFolder.create();
    for (const manifest of ['{', 'null', {}, { version: 7 }]) {
      const from = await installed(folder, 'shop-driver', manifest);
      const [error] = await refusals(check('shop-driver', '*', from));
      expect(error?.message).to.include('of an unknown version');
    }
  });

  it('is not looked for where there is nothing to look in, as in a bundle', async () => {
    await using folder = await TestFolder.create();
    const before = process.cwd();
    process.chdir(folder.path());
    try {
      await check('no-such-driver', '^7', pathToFileURL(folder.path('bundle.js')).href);
    } finally {
      process.chdir(before);
    }
  });

  it('is not asked for by an adapter that names none', async () => {
    await checkDriverPackage({ driver: 'shop' });
  });
});
