import { expect } from 'chai';
import { openSecurityContext, tlsAdapter } from '@security-context/core';
import { TestAuthority } from '@security-context/testkit';

describe('generations that are no longer in use', () => {
  it('are given back to the collector, native contexts included', async function () {
    const { gc } = globalThis;
    if (gc === undefined) throw new Error('run with --expose-gc');
    let anchors = (await TestAuthority.create()).certificatePem;
    const source = { read: () => Promise.resolve({ anchors }) };
    await using context = await openSecurityContext(
      { trust: { anchors: [source] }, reload: false },
      { env: {} },
    );
    const { secureContext } = context.bind(tlsAdapter);
    const old: WeakRef<object>[] = [];
    for (let generation = 1; generation <= 5; generation++) {
      old.push(new WeakRef(secureContext.context as object));
      anchors = (await TestAuthority.create()).certificatePem;
      await context.reload();
    }
    const held = (): number => old.filter((reference) => reference.deref() !== undefined).length;
    for (let turn = 0; turn < 50 && held() > 0; turn++) {
      await new Promise((resolve) => setImmediate(resolve));
      gc();
    }
    expect(held()).to.equal(0);
    expect(context.generation).to.equal(6);
  });
});
