import { mkdir, symlink } from 'node:fs/promises';
import { delimiter } from 'node:path';
import { expect } from 'chai';
import { TestAuthority } from '@security-context/testkit';
import type { Material } from '../../src/material/material.js';
import { TrustChoices } from '../../src/trust/trust-choices.js';
import { systemStoreOf } from '../../src/trust/system-store.js';
import type { SystemStore } from '../../src/trust/system-store.js';
import {
  expectRefusal,
  loadSettings,
  LoadStage,
  noStore,
  refusalOf,
  warningCodes,
} from '../material/stage.js';

describe("the anchors of 'system'", () => {
  let stage: LoadStage;
  let second: TestAuthority;
  let file: string;
  let other: string;
  before(async () => {
    stage = await LoadStage.create();
    second = await TestAuthority.create();
    file = await stage.folder.write('ca.pem', stage.ca.certificatePem);
    other = await stage.folder.write('other.pem', second.certificatePem);
  });
  after(() => stage[Symbol.asyncDispose]());

  const load = (env: NodeJS.ProcessEnv, system: SystemStore = noStore) => loadSettings({}, { env, system });
  const refusal = (env: NodeJS.ProcessEnv, system?: SystemStore) => refusalOf(load(env, system));
  const subjects = ({ trust }: Material) => trust.certificates.map(({ subject }) => subject);
  const storeWith = (store: Partial<SystemStore>): SystemStore => ({ ...noStore, ...store });

  it('are those of SSL_CERT_FILE, if it is set, and not those of the system', async () => {
    const material = await load({ SSL_CERT_FILE: file }, storeWith({ files: [other] }));
    expect(subjects(material)).to.deep.equal([stage.ca.x509.subject]);
    expect(material.trust.origins).to.deep.equal([`SSL_CERT_FILE ${file} (1)`]);
    expect(material.paths).to.deep.equal([file]);
  });

  it('are wrong when SSL_CERT_FILE is: there is no falling through to the system', async () => {
    const store = storeWith({ files: [file] });
    const missing = stage.folder.path('missing.pem');
    expectRefusal(await refusal({ SSL_CERT_FILE: missing }, store), {
      code: 'ERR_MATERIAL_NOT_FOUND',
      place: `SSL_CERT_FILE (${missing})`,
      reason: `Certificate file ${missing} doesn't exist`,
      action: /^Set SSL_CERT_FILE to a file of certificates, or unset it/,
    });
    const folder = await refusal({ SSL_CERT_FILE: stage.folder.path() }, store);
    expect(folder.code).to.equal('ERR_MATERIAL_UNREADABLE');
    expect(folder.message).to.match(/: Certificate file can't be a directory$/);
    const empty = await stage.folder.write('empty.pem', '');
    expect((await refusal({ SSL_CERT_FILE: empty }, store)).code).to.equal('ERR_MATERIAL_EMPTY');
  });

  it('are those of SSL_CERT_DIR, hashed names included, and what is no certificate is passed over', async () => {
    await mkdir(stage.folder.path('hashed'));
    await stage.folder.write('hashed/root.pem', second.certificatePem);
    await stage.folder.write('hashed/damaged.pem', '-----BEGIN CERTIFICATE-----');
    await symlink('root.pem', stage.folder.path('hashed', '2c543cd1.0'));
    await symlink('nowhere', stage.folder.path('hashed', 'dangling.0'));
    const hashed = stage.folder.path('hashed');
    const both = await load({ SSL_CERT_FILE: file, SSL_CERT_DIR: hashed });
    expect(subjects(both)).to.deep.equal([stage.ca, second].map(({ x509 }) => x509.subject));
    expect(both.trust.origins).to.deep.equal([`SSL_CERT_FILE ${file} (1)`, `SSL_CERT_DIR ${hashed} (1)`]);
    const list = `${hashed}${delimiter}${stage.folder.path('no-folder')}`;
    expectRefusal(await refusal({ SSL_CERT_DIR: list }), {
      code: 'ERR_MATERIAL_NOT_FOUND',
      place: `SSL_CERT_DIR (${stage.folder.path('no-folder')})`,
      reason: 'it does not exist',
      action: /Correct the path/,
    });
  });

  it('are wrong when SSL_CERT_DIR holds no certificate', async () => {
    await mkdir(stage.folder.path('bare'));
    const bare = stage.folder.path('bare');
    expectRefusal(await refusal({ SSL_CERT_DIR: bare }, storeWith({ files: [file] })), {
      code: 'ERR_NO_TRUST_ANCHORS',
      place: `SSL_CERT_DIR (${bare})`,
      reason: 'there is no certificate in it',
      action: /certificate of the authority/,
    });
  });

  it('are those of the first bundle of the system that exists', async () => {
    const none = stage.folder.path('none.pem');
    const material = await load({ SSL_CERT_FILE: '' }, storeWith({ files: [none, file, other] }));
    expect(subjects(material)).to.deep.equal([stage.ca.x509.subject]);
    expect(material.trust.origins).to.deep.equal([`system store ${file} (1)`]);
    expect(material.paths).to.deep.equal([file, none]);
  });

  it('are those of a folder of the system, where there is no bundle', async () => {
    for (const name of ['store-1', 'store-2']) await mkdir(stage.folder.path(name));
    const full = stage.folder.path('store-2');
    await stage.folder.write('store-2/root.0', stage.ca.certificateDer);
    const directories = [stage.folder.path('store-0'), stage.folder.path('store-1'), full];
    const material = await load({}, storeWith({ directories }));
    expect(subjects(material)).to.deep.equal([stage.ca.x509.subject]);
    expect(material.trust.origins).to.deep.equal([`system store ${full} (1)`]);
  });

  it('are those of the native store, read by Node, on Windows and macOS', async () => {
    const { ca } = stage;
    const native = () => [ca.certificatePem, second.certificatePem, ca.certificatePem];
    const material = await load({}, storeWith({ native }));
    expect(subjects(material)).to.deep.equal([ca, second].map(({ x509 }) => x509.subject));
    expect(material.trust.origins).to.deep.equal(['system store, read once by Node (2)']);
  });

  it("are Node's roots, with a warning, where the system has none or Node cannot read it", async () => {
    const fail = () => {
      throw new Error('no keychain');
    };
    for (const system of [
      noStore,
      ...[() => undefined, () => [], fail].map((native) => storeWith({ native })),
    ]) {
      const material = await load({}, system);
      expect(material.trust).to.deep.equal({
        certificates: [],
        nodeRoots: true,
        origins: ["Node's roots, for want of a system store"],
      });
      expect(warningCodes(material)).to.deep.equal(['SYSTEM_STORE_FALLBACK']);
      expect(material.warnings[0]?.message).to.match(
        /^trust\.anchors: .*roots that came with Node are trusted/,
      );
    }
  });

  it('have those of NODE_EXTRA_CA_CERTS added', async () => {
    const store = storeWith({ files: [file] });
    const material = await load({ NODE_EXTRA_CA_CERTS: other }, store);
    expect(subjects(material)).to.deep.equal([stage.ca, second].map(({ x509 }) => x509.subject));
    expect(material.trust.origins).to.deep.equal([
      `system store ${file} (1)`,
      `NODE_EXTRA_CA_CERTS ${other} (1)`,
    ]);
    const beside = await load({ NODE_EXTRA_CA_CERTS: other, SSL_CERT_FILE: file });
    expect(subjects(beside)).to.deep.equal(subjects(material));
    const missing = await refusal({ NODE_EXTRA_CA_CERTS: '/missing.pem' }, store);
    expect(missing.code).to.equal('ERR_MATERIAL_NOT_FOUND');
    expect(missing.place).to.equal('NODE_EXTRA_CA_CERTS (/missing.pem)');
    const fallback = await load({ NODE_EXTRA_CA_CERTS: other });
    expect(fallback.trust.nodeRoots).to.equal(false);
    expect(fallback.trust.certificates.length).to.be.greaterThan(50);
  });

  it('may stand in a list beside others', async () => {
    const settings = { trust: { anchors: ['system', { pem: second.certificatePem }] as const } };
    const material = await loadSettings(settings, { system: storeWith({ files: [file] }) });
    expect(subjects(material)).to.deep.equal([stage.ca, second].map(({ x509 }) => x509.subject));
  });

  it('are looked for in the usual places of each platform', () => {
    expect(systemStoreOf('linux').files[0]).to.equal('/etc/ssl/certs/ca-certificates.crt');
    expect(systemStoreOf('freebsd').files[0]).to.equal('/usr/local/etc/ssl/cert.pem');
    for (const platform of ['darwin', 'win32'] as const) {
      const { files, native } = systemStoreOf(platform);
      expect(files).to.deep.equal([]);
      expect(native?.() ?? []).to.be.an('array');
    }
  });

  it('stay those of the place that was chosen when the context opened', async () => {
    const chosen = await stage.folder.write('chosen.pem', stage.ca.certificatePem);
    const system = storeWith({ files: [stage.folder.path('none.pem'), chosen, other] });
    const choices = new TrustChoices();
    const again = () => loadSettings({}, { env: {}, system, choices });
    expect(subjects(await again())).to.deep.equal([stage.ca.x509.subject]);
    await stage.folder.remove('chosen.pem');
    expect((await refusalOf(again())).code).to.equal('ERR_MATERIAL_NOT_FOUND');
    await stage.folder.write('chosen.pem', second.certificatePem);
    expect(subjects(await again())).to.deep.equal([second.x509.subject]);
  });

  it('stay those of the folder that was chosen, also when it holds none any more', async () => {
    await mkdir(stage.folder.path('store'));
    await stage.folder.write('store/ca.pem', stage.ca.certificatePem);
    const system = storeWith({ directories: [stage.folder.path('store')] });
    const choices = new TrustChoices();
    const again = () => loadSettings({}, { env: {}, system, choices });
    expect(subjects(await again())).to.deep.equal([stage.ca.x509.subject]);
    await stage.folder.remove('store/ca.pem');
    expect((await refusalOf(again())).code).to.equal('ERR_NO_TRUST_ANCHORS');
  });

  it('are refused when SSL_CERT_DIR names no folder at all', async () => {
    expect((await refusal({ SSL_CERT_DIR: delimiter })).code).to.equal('ERR_NO_TRUST_ANCHORS');
  });
});
