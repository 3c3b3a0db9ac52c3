import { execFileSync } from 'node:child_process';
import { mkdir, symlink } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import tls from 'node:tls';
import { expect } from 'chai';
import type { AnchorSetting } from '@security-context/core';
import { TestAuthority } from '@security-context/testkit';
import type { Material } from '../../src/material/material.js';
import {
  asNobody,
  expectRefusal,
  loadSettings,
  LoadStage,
  refusalOf,
  warningCodes,
} from '../material/stage.js';

describe('trust anchors', () => {
  let stage: LoadStage;
  let second: TestAuthority;
  before(async () => {
    stage = await LoadStage.create();
    second = await TestAuthority.create();
  });
  after(() => stage[Symbol.asyncDispose]());

  const load = (...anchors: AnchorSetting[]) => stage.load({ trust: { anchors } });
  const subjects = ({ trust }: Material) => trust.certificates.map(({ subject }) => subject);
  const folderWith = async (name: string, files: Record<string, string | Uint8Array>): Promise<string> => {
    await mkdir(stage.folder.path(name));
    for (const [file, content] of Object.entries(files)) await stage.folder.write(`${name}/${file}`, content);
    return stage.folder.path(name);
  };

  it('come from files, PEM text and DER bytes, each named with its count', async () => {
    const bundle = await stage.folder.write('bundle.pem', stage.ca.certificatePem + second.certificatePem);
    const third = await TestAuthority.create();
    const material = await load(
      bundle,
      { file: bundle },
      { pem: third.certificatePem },
      { der: third.certificateDer },
    );
    expect(subjects(material)).to.deep.equal([stage.ca, second, third].map(({ x509 }) => x509.subject));
    expect(material.trust).to.deep.include({
      nodeRoots: false,
      origins: [`${bundle} (2)`, 'trust.anchors[2] (1)', 'trust.anchors[3] (1)'],
    });
    expect(Object.isFrozen(material.trust.certificates)).to.equal(true);
  });

  it('may have expired: the handshake decides', async () => {
    const old = await TestAuthority.create({
      notBefore: new Date('2001-01-01'),
      notAfter: new Date('2002-01-01'),
    });
    const material = await load({ pem: old.certificatePem });
    expect(subjects(material)).to.have.length(1);
    expect(material.warnings).to.deep.equal([]);
  });

  it('come from every file of a folder, in the order of names', async () => {
    const directory = await folderWith('folder', {
      'b.pem': second.certificatePem,
      'a.der': stage.ca.certificateDer,
      'README.md': 'no certificate here',
      'server.key': (await stage.ca.issue()).keyPem,
      'nothing.pem': '',
      '.hidden.pem': 'left by an editor -----BEGIN CERTIFICATE-----',
      'b.pem~': '-----BEGIN CERTIFICATE-----',
      'blob.bin': Buffer.alloc(99, 0x30),
    });
    await mkdir(stage.folder.path('folder', 'sub'));
    await stage.folder.write('folder/sub/c.pem', (await TestAuthority.create()).certificatePem);
    await symlink('b.pem', stage.folder.path('folder', '5f15c80c.0'));
    const material = await load({ directory });
    expect(subjects(material)).to.deep.equal([second, stage.ca].map(({ x509 }) => x509.subject));
    expect(material.trust.origins).to.deep.equal([`${directory} (2)`]);
  });

  it('come from a folder as Kubernetes publishes it', async () => {
    const published = stage.folder.path('published');
    await mkdir(published);
    await stage.folder.publish({ 'ca.pem': stage.ca.certificatePem });
    expect(subjects(await load({ directory: stage.folder.path() }))).to.include(stage.ca.x509.subject);
  });

  it('come from a folder with a damaged certificate: the error names the file', async () => {
    const cut = stage.ca.certificatePem.slice(0, 300);
    for (const [name, content, reason] of [
      ['cut.pem', cut, /^PEM block 1 at line 1 cannot be read: it is cut off/],
      ['cut.crt', stage.ca.certificateDer.subarray(0, -9), /^it holds DER that is cut off/],
    ] as const) {
      const directory = await folderWith(`with-${name}`, {
        [name]: content,
        'ok.pem': second.certificatePem,
      });
      expectRefusal(await refusalOf(load({ directory })), {
        ...{ code: 'ERR_MATERIAL_MALFORMED', place: `trust.anchors[0] (${directory}/${name})` },
        ...{ reason, action: /anew/ },
      });
    }
  });

  it('come from a folder with a link to nothing: the error names it', async () => {
    const directory = await folderWith('dangling', { 'ok.pem': second.certificatePem });
    await symlink('nowhere', `${directory}/link.pem`);
    const error = await refusalOf(load({ directory }));
    expect(error.code).to.equal('ERR_MATERIAL_NOT_FOUND');
    expect(error.place).to.equal(`trust.anchors[0] (${directory}/link.pem)`);
  });

  it('come from a folder without any: an error', async () => {
    const directory = await folderWith('none', { README: 'nothing' });
    expectRefusal(await refusalOf(load({ directory })), {
      code: 'ERR_NO_TRUST_ANCHORS',
      place: `trust.anchors[0] (${directory})`,
      reason: 'no file in it holds a certificate',
      action: /Put the certificate of the authority/,
    });
  });

  it('come from a folder that is missing, is a file, may not be read or is crowded', async () => {
    const missing = stage.folder.path('missing');
    expect((await refusalOf(load({ directory: missing }))).code).to.equal('ERR_MATERIAL_NOT_FOUND');
    const file = await stage.folder.write('file', stage.ca.certificatePem);
    expectRefusal(await refusalOf(load({ directory: file })), {
      code: 'ERR_MATERIAL_UNREADABLE',
      place: `trust.anchors[0] (${file})`,
      reason: 'it is not a folder',
      action: /\{ file \}/,
    });
    const closed = await folderWith('closed', { 'ca.pem': stage.ca.certificatePem });
    const error = await asNobody(() => refusalOf(load({ directory: closed })));
    expect(error.code).to.equal('ERR_MATERIAL_UNREADABLE');
    const crowded = await folderWith('crowded', {});
    execFileSync('sh', ['-c', 'seq 4097 | xargs touch'], { cwd: crowded });
    expectRefusal(await refusalOf(load({ directory: crowded })), {
      code: 'ERR_MATERIAL_TOO_LARGE',
      place: `trust.anchors[0] (${crowded})`,
      reason: 'the folder holds more than 4096 names',
      action: /trust anchors only/,
    });
  });

  it('come from the first file that exists', async () => {
    const [none, ca, other] = [
      stage.folder.path('no-file'),
      await stage.folder.write('first.pem', stage.ca.certificatePem),
      await stage.folder.write('other.pem', second.certificatePem),
    ];
    const material = await load({ firstOf: [none, ca, other] });
    expect(subjects(material)).to.deep.equal([stage.ca.x509.subject]);
    expect(material.trust.origins).to.deep.equal([`${ca} (1)`]);
    await stage.folder.write('first.pem', '');
    expect((await refusalOf(load({ firstOf: [none, ca, other] }))).code).to.equal('ERR_MATERIAL_EMPTY');
  });

  it('come from the first file that exists, and none does: the error lists them', async () => {
    const paths = [stage.folder.path('none-1'), stage.folder.path('none-2')];
    expectRefusal(await refusalOf(load({ firstOf: paths })), {
      code: 'ERR_NO_TRUST_ANCHORS',
      place: 'trust.anchors[0]',
      reason: `none of these exists: ${paths.join(', ')}`,
      action: /Put the certificate of the authority/,
    });
  });

  it("are Node's own, by leaving them out", async () => {
    for (const anchors of ['node', ['node'], ['node', 'node']] as const) {
      const { trust, paths } = await stage.load({ trust: { anchors } });
      expect(trust).to.deep.equal({ certificates: [], nodeRoots: true, origins: ["Node's roots"] });
      expect(paths).to.deep.equal([]);
    }
  });

  it("are Node's own beside others: then they are counted", async () => {
    const { trust } = await load('node', { pem: stage.ca.certificatePem });
    expect(trust.nodeRoots).to.equal(false);
    expect(trust.certificates).to.have.length(new Set(tls.rootCertificates).size + 1);
    expect(trust.origins).to.deep.equal([
      `Node's roots (${tls.rootCertificates.length})`,
      'trust.anchors[1] (1)',
    ]);
  });

  it('are not read where nothing is verified: a warning when they were asked for', async () => {
    const anchors = ['/missing/ca.pem'];
    const material = await loadSettings({ trust: { anchors }, peer: { verify: 'none' } });
    expect(material.warnings).to.deep.equal([
      {
        code: 'ANCHORS_NOT_READ',
        message: "trust.anchors[0]: these trust anchors are not read, because peer.verify is 'none'",
      },
    ]);
    expect(material.trust).to.deep.equal({ certificates: [], nodeRoots: false, origins: [] });
    const quiet = await loadSettings({ peer: { verify: 'none' } }, { env: { SSL_CERT_FILE: '/missing' } });
    expect(warningCodes(quiet)).to.deep.equal([]);
  });

  it('are not read for plaintext and for a ready native context', async () => {
    const env = { SSL_CERT_FILE: '/missing' };
    for (const settings of [{ tls: false }, { secureContext: tls.createSecureContext() }]) {
      const { trust, identity, paths } = await loadSettings(settings, { env });
      expect({ trust, identity, paths }).to.deep.equal({
        trust: { certificates: [], nodeRoots: false, origins: [] },
        identity: undefined,
        paths: [],
      });
    }
  });

  it('on a file system that hangs are given up, and not asked for again until it comes back', async () => {
    // A file this fresh is given some time to settle: longer than this deadline.
    const path = await stage.folder.write('fresh.pem', stage.ca.certificatePem);
    const load = (deadlineMs?: number) =>
      stage.load({ trust: { anchors: [path] } }, deadlineMs === undefined ? {} : { deadlineMs });
    expectRefusal(await refusalOf(load(1)), {
      code: 'ERR_MATERIAL_UNREADABLE',
      place: `trust.anchors[0] (${path})`,
      reason: 'it was not read within 0.001 s',
      action: /Check that what it is read from/,
    });
    expectRefusal(await refusalOf(load()), {
      code: 'ERR_MATERIAL_UNREADABLE',
      place: `trust.anchors[0] (${path})`,
      reason: 'an earlier read of it has not come back',
      action: /file system it is on/,
    });
    let material: Material | undefined;
    while (material === undefined) {
      await setImmediate();
      material = await load().catch(() => undefined);
    }
    expect(subjects(material)).to.deep.equal([stage.ca.x509.subject]);
  });
});
