import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { setImmediate } from 'node:timers/promises';
import { expect } from 'chai';
import { manyRoots } from '@security-context/testkit';
import { cachedCertificates, certificateOf } from '../../src/material/certificate-cache.js';
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
    const before = cachedCertificates();
    for (const root of await manyRoots(50, { keyAlgorithm: 'p-256' })) certificateOf(root.certificateDer);
    expect(cachedCertificates()).to.be.at.least(50);
    for (let round = 0; round < 50 && cachedCertificates() > before; round++) {
      await setImmediate();
      collect();
    }
    expect(cachedCertificates()).to.be.at.most(before);
  });
});
