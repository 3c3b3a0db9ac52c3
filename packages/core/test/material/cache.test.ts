import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { setImmediate } from 'node:timers/promises';
import { expect } from 'chai';
import { manyRoots } from '@security-context/testkit';
import { remembered } from '../../src/material/certificate-cache.js';
import { certificatesIn } from '../../src/material/certificates.js';
import { LoadStage } from './stage.js';

describe('parsed certificates', () => {
  it('are shared by everybody who loads the same bytes', async () => {
    await using stage = await LoadStage.create();
    const bundle = (await manyRoots(10, { keyAlgorithm: 'p-256' })).map((one) => one.certificatePem).join('');
    const [first, second] = await Promise.all(
      ['a.pem', 'b.pem'].map(async (name) => {
        const anchors = [await stage.folder.write(name, bundle)];
        return (await stage.load({ trust: { anchors } })).trust.certificates;
      }),
    );
    expect(first).to.have.length(10);
    first!.forEach((certificate, index) => expect(certificate).to.equal(second![index]));
  });

  it('are forgotten when nobody holds them any more', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const total = () => remembered().certificates + remembered().bundles;
    const before = total();
    const roots = await manyRoots(20, { keyAlgorithm: 'p-256' });
    // Every bundle begins with the same certificate, as bundles do from which an authority is dropped.
    for (let count = 1; count <= roots.length; count++) {
      const pem = roots.slice(0, count).map((root) => root.certificatePem);
      const content = { bytes: Buffer.from(pem.join('')), place: 'bundle' };
      expect(certificatesIn(content)).to.have.length(count);
      expect(certificatesIn(content)).to.equal(certificatesIn(content));
    }
    expect(total()).to.be.at.least(before + 40);
    for (let round = 0; round < 50 && total() > before; round++) {
      await setImmediate();
      collect();
    }
    expect(total()).to.be.at.most(before);
  });
});
