import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { openSecurityContext, SecurityError } from '@security-context/core';
import { TestAuthority } from '@security-context/testkit';
import { RotationStage, subjectOf } from './stage.js';

describe('reload()', () => {
  it('gives the same generation when nothing changed', async () => {
    await using stage = await RotationStage.create();
    await stage.folder.write('ca.pem', stage.ca.certificatePem);
    await stage.folder.write('app.pem', (await stage.client('app')).combinedPem());
    const context = await stage.open(false);
    expect(await context.reload()).to.equal(1);
  });

  it('is the only way to a new generation when reload is false', async () => {
    await using stage = await RotationStage.create();
    await stage.folder.write('ca.pem', stage.ca.certificatePem);
    await stage.folder.write('app.pem', (await stage.client('before')).combinedPem());
    const context = await stage.open(false);
    await stage.folder.replace('app.pem', (await stage.client('after')).combinedPem());
    expect(subjectOf(context)).to.equal('CN=before');
    expect(await context.reload()).to.equal(2);
    expect(subjectOf(context)).to.equal('CN=after');
  });

  it('called many times at once sees what was there when the last call was made', async () => {
    const authorities = await Promise.all([1, 2, 3].map(() => TestAuthority.create()));
    let current = authorities[0];
    let reads = 0;
    const source = {
      read: async () => {
        reads += 1;
        const anchors = current?.certificatePem ?? '';
        await new Promise((resolve) => setImmediate(resolve));
        return { anchors };
      },
    };
    await using context = await openSecurityContext(
      { trust: { anchors: [source] }, reload: false },
      { env: {} },
    );
    const first = context.reload();
    current = authorities[2];
    const later = [context.reload(), context.reload(), context.reload()];
    expect(await first).to.be.oneOf([1, 2]);
    expect(await Promise.all(later)).to.deep.equal([2, 2, 2]);
    expect(reads).to.equal(3);
  });

  it('is refused after close()', async () => {
    await using stage = await RotationStage.create();
    await stage.folder.write('ca.pem', stage.ca.certificatePem);
    await stage.folder.write('app.pem', (await stage.client('app')).combinedPem());
    const context = await stage.open();
    await context.close();
    const error: unknown = await context.reload().catch((thrown: unknown) => thrown);
    expect(SecurityError.is(error) && error.code).to.equal('ERR_CONTEXT_CLOSED');
  });

  it('keeps the process alive until it has answered, with nothing else open', () => {
    const program = fileURLToPath(new URL('lone-reload.ts', import.meta.url));
    const flags = ['--conditions=@security-context/source', '--import=tsx'];
    const env = { ...process.env, NODE_V8_COVERAGE: '' };
    const { status, stdout } = spawnSync(process.execPath, [...flags, program], { env, encoding: 'utf8' });
    expect({ status, stdout }).to.deep.equal({ status: 0, stdout: 'generation 2\n' });
  });
});
