import { mkdir, rm, symlink, utimes } from 'node:fs/promises';
import { writeFileSync } from 'node:fs';
import { expect } from 'chai';
import type { MaterialSource } from '@security-context/core';
import { TestAuthority } from '@security-context/testkit';
import { Secret } from '../../src/errors/secret.js';
import { signatureOf } from '../../src/material/signature.js';
import type { AnchorOrigin, CanonicalSettings } from '../../src/settings/canonical-settings.js';
import { canonicalSettings } from '../../src/settings/canonical.js';
import { loadMaterial } from '../../src/rotation/load-material.js';
import { expectRefusal, LoadStage, refusalOf } from './stage.js';

describe('material of one moment', () => {
  let stage: LoadStage;
  let next: TestAuthority;
  beforeEach(async () => {
    stage = await LoadStage.create();
    next = await TestAuthority.create();
  });
  afterEach(() => stage[Symbol.asyncDispose]());

  it('is read again when a file changes while others are read', async () => {
    const file = await stage.folder.write('ca.pem', stage.ca.certificatePem);
    let reads = 0;
    const rotating: MaterialSource = {
      read: async () => {
        reads++;
        await stage.folder.replace('ca.pem', next.certificatePem);
        return { anchors: next.certificatePem };
      },
    };
    const { trust, signature, paths } = await stage.load({ trust: { anchors: [file, rotating] } });
    expect(trust.certificates.map(({ subject }) => subject)).to.deep.equal([next.x509.subject]);
    expect(reads).to.equal(1);
    expect(await signatureOf(paths)).to.equal(signature);
  });

  it('is read again when what was read was half written', async () => {
    const [old, renewed] = [
      await stage.ca.issue({ usage: 'client' }),
      await stage.ca.issue({ usage: 'client' }),
    ];
    const certificate = await stage.folder.write('app.pem', renewed.chainPem);
    const key = await stage.folder.write('app.key', old.keyPem);
    const settings = withHook(
      canonicalSettings({ settings: { trust: { anchors: 'node' } }, placeOf: (path) => path }, platform),
      certificate,
      key,
      () => writeFileSync(key, renewed.keyPem),
    );
    const { identity } = await loadMaterial(settings, options());
    expect(identity!.chain[0].fingerprint256).to.equal(renewed.fingerprint256);
  });

  it('is given up when files never rest', async () => {
    const file = await stage.folder.write('ca.pem', stage.ca.certificatePem);
    let changes = 0;
    const restless: AnchorOrigin = {
      ...{ kind: 'pem', place: 'trust.anchors[1]' },
      get pem() {
        writeFileSync(file, `${stage.ca.certificatePem}# ${++changes}\n`);
        return new Secret(next.certificatePem);
      },
    };
    const settings = anchored([{ kind: 'file', path: file, place: 'trust.anchors[0]' }, restless]);
    expectRefusal(await refusalOf(loadMaterial(settings, options())), {
      code: 'ERR_MATERIAL_UNREADABLE',
      place: file,
      reason: 'this kept changing while it was read, 5 times',
      action: /Replace files by renaming finished ones/,
    });
    expect(changes).to.equal(5);
  });

  it('lists everything that was read or looked for', async () => {
    const missing = stage.folder.path('missing.pem');
    const ca = await stage.folder.write('ca.pem', stage.ca.certificatePem);
    const app = await stage.folder.write(
      'app.pem',
      (await stage.ca.issue({ usage: 'client' })).combinedPem(),
    );
    const folder = stage.folder.path('more');
    await mkdir(folder);
    await stage.folder.write('more/one.pem', next.certificatePem);
    await stage.folder.write('more/README', 'nothing');
    const { paths, signature } = await stage.load({
      trust: { anchors: [{ firstOf: [missing, ca, '/never/looked/for'] }, { directory: folder }] },
      identity: { certificateKeyFile: app },
    });
    expect(paths).to.deep.equal([app, ca, missing, folder, `${folder}/README`, `${folder}/one.pem`]);
    expect(await signatureOf(paths)).to.equal(signature);
    await stage.folder.write('missing.pem', stage.ca.certificatePem);
    expect(await signatureOf(paths)).not.to.equal(signature);
  });

  it('has a signature that tells every kind of change', async () => {
    const { folder } = stage;
    await mkdir(folder.path('dir'));
    await folder.write('a', 'one');
    await symlink('a', folder.path('link'));
    const paths = [folder.path('a'), folder.path('link'), folder.path('dir'), folder.path('none')];
    let before = await signatureOf(paths);
    const changed = async (change: () => Promise<unknown>): Promise<void> => {
      await change();
      const signature = await signatureOf(paths);
      expect(signature).not.to.equal(before, change.toString());
      expect(await signatureOf(paths)).to.equal(signature);
      before = signature;
    };
    await changed(() => folder.write('a', 'longer'));
    await changed(() => folder.replace('a', 'longer'));
    await changed(() => utimes(folder.path('a'), 1, 1));
    await changed(() => folder.write('a', 'LONGER').then(() => utimes(folder.path('a'), 1, 1)));
    await changed(() => folder.write('b', 'x').then(() => rm(folder.path('link'))));
    await changed(() => symlink('b', folder.path('link')));
    await changed(() => folder.write('dir/new', 'x'));
    await changed(() => folder.write('none', ''));
    await changed(() => folder.remove('none'));
    await changed(() => folder.remove('a'));
    await changed(() => folder.remove('dir'));
  });

  it('has a signature that also an in-place change of the same length, at once after the load, alters', async () => {
    for (let round = 0; round < 20; round++) {
      const file = await stage.folder.write('ca.pem', `${stage.ca.certificatePem}# ${round + 10}\n`);
      const { paths, signature } = await stage.load({ trust: { anchors: [file] } });
      await stage.folder.write('ca.pem', `${stage.ca.certificatePem}# ${round + 50}\n`);
      expect(await signatureOf(paths)).not.to.equal(signature);
    }
  });

  const platform = { env: {}, now: Date.now() };
  const options = () => ({ signal: new AbortController().signal, env: {} });
  const anchored = (anchors: readonly AnchorOrigin[]): CanonicalSettings => {
    const settings = canonicalSettings({ settings: {}, placeOf: (path) => path }, platform);
    return { ...settings, trust: { ...settings.trust, anchors } };
  };
});

/** Settings of a pair of files; the hook runs once, after both were read. */
function withHook(
  settings: CanonicalSettings,
  certificate: string,
  key: string,
  hook: () => void,
): CanonicalSettings {
  let pending: (() => void) | undefined = hook;
  return {
    ...settings,
    identity: {
      kind: 'pair',
      certificate: { kind: 'file', path: certificate, place: 'identity.certificate' },
      key: { kind: 'file', path: key, place: 'identity.key' },
      passphrase: {
        ...{ kind: 'value', place: 'identity.passphrase' },
        get secret() {
          pending?.();
          pending = undefined;
          return new Secret('not needed');
        },
      },
    },
  };
}
