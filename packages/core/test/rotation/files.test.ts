import { rename } from 'node:fs/promises';
import { expect } from 'chai';
import type { SecurityContext } from '@security-context/core';
import { TestAuthority } from '@security-context/testkit';
import { next, RotationStage, subjectOf } from './stage.js';

describe('a file that changes on disk', () => {
  let stage: RotationStage;
  let context: SecurityContext;

  beforeEach(async () => {
    stage = await RotationStage.create();
    await stage.folder.write('ca.pem', stage.ca.certificatePem);
    await stage.folder.write('app.pem', (await stage.client('first')).combinedPem());
    context = await stage.open();
  });
  afterEach(() => stage[Symbol.asyncDispose]());

  it('is generation 1 when it was read once', () => {
    expect(context.generation).to.equal(1);
    expect(subjectOf(context)).to.equal('CN=first');
  });

  it('is used after an atomic rename', async () => {
    const rotated = next(context, 'rotated');
    await stage.folder.replace('app.pem', (await stage.client('renamed')).combinedPem());
    expect(await rotated).to.deep.equal({ generation: 2, changed: ['identity'] });
    expect(subjectOf(context)).to.equal('CN=renamed');
  });

  it('is used after it was written in place', async () => {
    const rotated = next(context, 'rotated');
    await stage.folder.write('app.pem', (await stage.client('in place')).combinedPem());
    await rotated;
    expect(subjectOf(context)).to.equal('CN=in place');
  });

  it('is used after an editor saved it: moved away, written anew, the old one removed', async () => {
    const rotated = next(context, 'rotated');
    await rename(stage.folder.path('app.pem'), stage.folder.path('app.pem~'));
    await stage.folder.write('app.pem', (await stage.client('edited')).combinedPem());
    await stage.folder.remove('app.pem~');
    await rotated;
    expect(subjectOf(context)).to.equal('CN=edited');
  });

  it('is used after it was deleted and restored with something else', async () => {
    const failed = next(context, 'reload-failed');
    await stage.folder.remove('app.pem');
    expect((await failed).error.code).to.equal('ERR_MATERIAL_NOT_FOUND');
    expect(subjectOf(context)).to.equal('CN=first');
    const rotated = next(context, 'rotated');
    await stage.folder.write('app.pem', (await stage.client('restored')).combinedPem());
    await rotated;
    expect(subjectOf(context)).to.equal('CN=restored');
    expect(context.status()).not.to.have.property('lastFailure');
  });

  it('is the same generation after it was deleted and restored unchanged', async () => {
    const content = (await stage.client('again')).combinedPem();
    const rotated = next(context, 'rotated');
    await stage.folder.replace('app.pem', content);
    await rotated;
    const failed = next(context, 'reload-failed');
    await stage.folder.remove('app.pem');
    await failed;
    await stage.folder.write('app.pem', content);
    expect(await context.reload()).to.equal(2);
    expect(context.status()).not.to.have.property('lastFailure');
  });

  it('is a new generation of trust when a CA is added', async () => {
    const rotated = next(context, 'rotated');
    const added = await TestAuthority.create();
    await stage.folder.replace('ca.pem', stage.ca.certificatePem + added.certificatePem);
    expect(await rotated).to.deep.equal({ generation: 2, changed: ['trust'] });
    expect(context.status().trust.anchors).to.equal(2);
  });

  it('is looked at, and told about, even when it never rests', async () => {
    const told = Promise.race([next(context, 'rotated'), next(context, 'reload-failed')]);
    const writing = new AbortController();
    const content = (await stage.client('restless')).combinedPem();
    const writer = (async () => {
      for (let turn = 0; !writing.signal.aborted; turn++)
        await stage.folder.write('app.pem', `${content}\n${turn}\n`);
    })();
    await told;
    const rotated = context.generation > 1 ? undefined : next(context, 'rotated');
    writing.abort();
    await writer;
    await rotated;
    expect(subjectOf(context)).to.equal('CN=restless');
  });
});

describe('a secret that Kubernetes publishes', () => {
  it('is used after the ..data link was swapped', async () => {
    await using stage = await RotationStage.create();
    const publish = async (name: string): Promise<void> =>
      stage.folder.publish({
        'ca.pem': stage.ca.certificatePem,
        'app.pem': (await stage.client(name)).combinedPem(),
      });
    await publish('first');
    const context = await stage.open();
    for (const name of ['second', 'third']) {
      const rotated = next(context, 'rotated');
      await publish(name);
      await rotated;
      expect(subjectOf(context)).to.equal(`CN=${name}`);
    }
    expect(context.generation).to.equal(3);
  });
});
