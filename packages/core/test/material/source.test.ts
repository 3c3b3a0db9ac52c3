import { inspect } from 'node:util';
import { expect } from 'chai';
import { SecurityError } from '@security-context/core';
import type { MaterialSource, SourceMaterial } from '@security-context/core';
import type { TestLeaf } from '@security-context/testkit';
import { expectRefusal, LoadStage } from './stage.js';

describe('a material source', () => {
  let stage: LoadStage;
  let leaf: TestLeaf;
  before(async () => {
    stage = await LoadStage.create();
    leaf = await stage.ca.issue({ usage: 'client' });
  });
  after(() => stage[Symbol.asyncDispose]());

  const giving = (given: unknown, name?: string): MaterialSource => ({
    ...(name !== undefined && { name }),
    read: () => Promise.resolve(given as SourceMaterial),
  });
  const identity = () => ({ certificate: leaf.chainPem, key: leaf.keyPem });

  it('gives anchors and identity as PEM text or DER bytes, one or many', async () => {
    const { certificatePem, certificateDer } = stage.ca;
    const key = leaf.keyObject.export({ type: 'pkcs8', format: 'der' });
    const forms: SourceMaterial[] = [
      { anchors: certificatePem, identity: identity() },
      { anchors: certificateDer, identity: { certificate: leaf.certificateDer, key } },
      {
        anchors: [certificatePem, certificateDer],
        identity: { certificate: [leaf.certificateDer], key: leaf.keyPem },
      },
      {
        anchors: Buffer.from(certificatePem),
        identity: { ...identity(), key: leaf.encryptedKeyPem('secret'), passphrase: 'secret' },
      },
    ];
    for (const form of forms) {
      const source = giving(form, 'Vault');
      const material = await stage.load({ trust: { anchors: [source] }, identity: source });
      expect(material.trust.certificates.map(({ subject }) => subject)).to.deep.equal([
        stage.ca.x509.subject,
      ]);
      expect(material.trust.origins).to.deep.equal(['trust.anchors[0] (Vault) (1)']);
      expect(material.identity!.chain[0].fingerprint256).to.equal(leaf.fingerprint256);
      expect(material.paths).to.deep.equal([]);
    }
  });

  it('is asked once per load, however often it stands in the settings', async () => {
    let reads = 0;
    const source: MaterialSource = {
      read: () => {
        reads++;
        return Promise.resolve({ anchors: stage.ca.certificatePem, identity: identity() });
      },
    };
    const settings = { trust: { anchors: [source, source] }, identity: source };
    await stage.load(settings);
    expect(reads).to.equal(1);
    await stage.load(settings);
    expect(reads).to.equal(2);
  });

  it('may give what is asked of it by getters, as classes do', async () => {
    class Given {
      get anchors(): string {
        return stage.ca.certificatePem;
      }
    }
    const { trust } = await stage.load({ trust: { anchors: [giving(new Given())] } });
    expect(trust.certificates).to.have.length(1);
  });

  it('gives something of the wrong shape: the error says where', async () => {
    const wrong: readonly [unknown, string][] = [
      [undefined, 'trust.anchors[0] (Vault)'],
      ['text', 'trust.anchors[0] (Vault)'],
      [{ anchors: 5 }, 'trust.anchors[0] (Vault): anchors'],
      [{ anchors: [{}] }, 'trust.anchors[0] (Vault): anchors[0]'],
      [{ anchors: stage.ca.certificatePem, identity: 'x' }, 'trust.anchors[0] (Vault): identity'],
      [{ identity: { key: leaf.keyPem } }, 'trust.anchors[0] (Vault): identity.certificate'],
      [{ identity: { certificate: leaf.chainPem } }, 'trust.anchors[0] (Vault): identity.key'],
      [{ identity: { ...identity(), passphrase: 5 } }, 'trust.anchors[0] (Vault): identity.passphrase'],
    ];
    for (const [given, place] of wrong) {
      const source = giving(given, 'Vault');
      expectRefusal(await stage.refusal({ trust: { anchors: [source] } }), {
        code: 'ERR_MATERIAL_MALFORMED',
        place,
        reason: /^the source gave something else than /,
        action: 'Correct what the read() of this source gives.',
      });
    }
  });

  it('gives revocation lists, which this version would not check: they are refused', async () => {
    const source = giving({ anchors: stage.ca.certificatePem, crls: ['list'] }, 'Vault');
    expectRefusal(await stage.refusal({ trust: { anchors: [source] } }), {
      code: 'ERR_SETTING_INVALID',
      place: 'trust.anchors[0] (Vault): crls',
      reason: 'revocation lists are not in this version, and are never ignored',
      action: /leave them out/,
    });
    const none = giving({ anchors: stage.ca.certificatePem, crls: [] });
    expect((await stage.load({ trust: { anchors: [none] } })).trust.certificates).to.have.length(1);
  });

  it('gives certificates that cannot be read: the error says which', async () => {
    const source = giving({ anchors: [stage.ca.certificatePem, 'no certificate'] });
    expectRefusal(await stage.refusal({ trust: { anchors: [source] } }), {
      code: 'ERR_MATERIAL_MALFORMED',
      place: 'trust.anchors[0]: anchors[1]',
      reason: 'it holds text without any PEM block but no CERTIFICATE',
      action: /BEGIN CERTIFICATE/,
    });
    const large = giving({ anchors: ['x'.repeat(9 * 2 ** 20), 'x'.repeat(9 * 2 ** 20)] });
    expect((await stage.refusal({ trust: { anchors: [large] } })).code).to.equal('ERR_MATERIAL_TOO_LARGE');
    const empty = giving({ anchors: '' });
    expect((await stage.refusal({ trust: { anchors: [empty] } })).code).to.equal('ERR_MATERIAL_EMPTY');
  });

  it('gives less than is asked of it', async () => {
    for (const given of [{}, { anchors: [] }]) {
      expectRefusal(await stage.refusal({ trust: { anchors: [giving(given, 'Vault')] } }), {
        code: 'ERR_NO_TRUST_ANCHORS',
        place: 'trust.anchors[0] (Vault)',
        reason: 'the source gave no anchors',
        action: /certificate of the authority/,
      });
    }
    expectRefusal(await stage.refusal({ identity: giving({}, 'Vault') }), {
      code: 'ERR_MATERIAL_EMPTY',
      place: 'identity (Vault)',
      reason: 'the source gave no identity',
      action: /Let its read\(\) give identity/,
    });
    const none = giving({ identity: { certificate: [], key: leaf.keyPem } });
    expect((await stage.refusal({ identity: none })).code).to.equal('ERR_MATERIAL_EMPTY');
  });

  it('gives a key that does not fit', async () => {
    const other = await stage.ca.issue({ usage: 'client' });
    const source = giving({ identity: { ...identity(), key: other.keyPem } }, 'Vault');
    expectRefusal(await stage.refusal({ identity: source }), {
      code: 'ERR_KEY_MISMATCH',
      place: 'identity (Vault): identity.key',
      reason: /in identity \(Vault\): identity\.certificate$/,
      action: /both change together/,
    });
  });

  it('fails: the error has its cause', async () => {
    const cause = new Error('permission denied');
    const failing: (() => Promise<SourceMaterial>)[] = [
      () => Promise.reject(cause),
      () => {
        throw cause;
      },
    ];
    for (const read of failing) {
      const error = await stage.refusal({ identity: { name: 'Vault', read } });
      expectRefusal(error, {
        code: 'ERR_MATERIAL_UNREADABLE',
        place: 'identity (Vault)',
        reason: 'the source failed',
        action: /asked again at the next reload/,
      });
      expect(error.cause).to.equal(cause);
    }
  });

  it('fails with an error of this library, which stays what it is', async () => {
    const own = new SecurityError('ERR_CREDENTIALS_UNAVAILABLE', { reason: 'no token' });
    expect(await stage.refusal({ identity: { read: () => Promise.reject(own) } })).to.equal(own);
  });

  it('that never answers is given up, and told that nobody waits any more', async () => {
    let told: unknown;
    const read = (signal: AbortSignal) =>
      new Promise<SourceMaterial>(() => {
        signal.addEventListener('abort', () => {
          told = signal.reason;
        });
      });
    const error = await stage.refusal({ identity: { name: 'Vault', read } }, { deadlineMs: 10 });
    expectRefusal(error, {
      code: 'ERR_MATERIAL_UNREADABLE',
      place: 'identity (Vault)',
      reason: 'it was not read within 0.01 s',
      action: /a secret manager/,
    });
    expect(told).to.equal(error);
  });

  it('that is asked when the load is called off is told so', async () => {
    const control = new AbortController();
    const read = (signal: AbortSignal) =>
      new Promise<SourceMaterial>((_, reject) => {
        signal.addEventListener('abort', () => reject(new Error('stopped')));
        control.abort(new Error('enough'));
      });
    const error = await stage.refusal({ identity: { read } }, { signal: control.signal });
    expect(error.code).to.equal('ERR_MATERIAL_UNREADABLE');
    expect(error.message).to.match(/reading it was called off$/);
    const closed = new SecurityError('ERR_CONTEXT_CLOSED', { reason: 'the context was closed' });
    const second = new AbortController();
    const waiting = stage.refusal({ identity: { read: () => new Promise(() => undefined) } }, second);
    second.abort(closed);
    expect(await waiting).to.equal(closed);
    const before = await stage.refusal({ identity: giving({}) }, { signal: AbortSignal.abort(closed) });
    expect(before).to.equal(closed);
  });

  it('does not print its key or passphrase in errors', async () => {
    const key = leaf.encryptedKeyPem('canary-passphrase');
    const source = giving({ identity: { ...identity(), key, passphrase: 'canary-wrong' } });
    const error = await stage.refusal({ identity: source });
    expect(error.code).to.equal('ERR_PASSPHRASE_WRONG');
    expect(inspect(error, { depth: 20, showHidden: true }) + JSON.stringify(error)).not.to.match(/canary/);
  });
});
