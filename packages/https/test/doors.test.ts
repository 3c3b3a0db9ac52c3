import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { Container } from 'inversify';
import { SecurityContexts, securityModule } from '@security-context/core/di';
import { httpsAdapter } from '@security-context/https';
import { httpsModule } from '@security-context/https/di';
import { undiciAdapter } from '@security-context/https/undici';
import { undiciModule } from '@security-context/https/undici/di';

const run = promisify(execFile);

/** Which doors have loaded undici in a fresh process, imported one after the other. */
async function loadingUndici(doors: readonly string[]): Promise<string[]> {
  const script = `
    import { createRequire } from 'node:module';
    const { cache } = createRequire(import.meta.url);
    for (const door of ${JSON.stringify(doors)}) {
      await import('@security-context/https' + door);
      if (Object.keys(cache).some((path) => /node_modules.undici/.test(path))) console.log(door);
    }
  `;
  const words = [...process.execArgv, '--input-type=module', '--eval', script];
  const { stdout } = await run(process.execPath, words, { env: { ...process.env, NODE_V8_COVERAGE: '' } });
  return stdout.trim().split('\n');
}

describe('the doors of the package', () => {
  it('load undici only where it is asked for', async () => {
    expect(await loadingUndici(['', '/adapter', '/di', '/undici'])).to.deep.equal(['/undici']);
  });

  it('give modules that make the adapters known to a container', async () => {
    const container = new Container();
    const contexts = { search: { adapter: 'https' }, archive: { adapter: 'undici' } };
    container.load(await securityModule({ contexts }, { env: {} }), httpsModule, undiciModule);
    const opened = await container.getAsync(SecurityContexts);
    const { agent } = opened.bind('search', httpsAdapter);
    const { dispatcher } = opened.bind('archive', undiciAdapter);
    expect(agent).to.have.property('createConnection');
    expect(dispatcher).to.have.property('dispatch');
    await container.unbindAllAsync();
  });
});
