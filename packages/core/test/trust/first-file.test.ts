import { chmod, mkdir } from 'node:fs/promises';
import { expect } from 'chai';
import type { FirstOfSetting } from '@security-context/core';
import { TestAuthority } from '@security-context/testkit';
import type { Material } from '../../src/material/material.js';
import { bundleRemedy } from '../../src/trust/bundle-remedy.js';
import { TrustChoices } from '../../src/trust/trust-choices.js';
import { asNobody, expectRefusal, loadSettings, LoadStage, refusalOf } from '../material/stage.js';

const VARIABLE = { environment: 'SSL_CERT_FILE' } as const;

describe('anchors of the first file that exists', () => {
  let stage: LoadStage;
  let second: TestAuthority;
  let ca: string;
  let other: string;
  let none: string;
  let folder: string;
  before(async () => {
    stage = await LoadStage.create();
    second = await TestAuthority.create();
    ca = await stage.folder.write('ca.pem', stage.ca.certificatePem);
    other = await stage.folder.write('other.pem', second.certificatePem);
    none = stage.folder.path('none.pem');
    folder = stage.folder.path('folder');
    await mkdir(folder);
  });
  after(() => stage[Symbol.asyncDispose]());

  const load = (setting: FirstOfSetting, env: NodeJS.ProcessEnv = {}, choices = new TrustChoices()) =>
    loadSettings({ trust: { anchors: [setting] } }, { env, choices });
  const refusal = (setting: FirstOfSetting, env?: NodeJS.ProcessEnv) => refusalOf(load(setting, env));
  const subjects = ({ trust }: Material) => trust.certificates.map(({ subject }) => subject);

  it('pass over folders as over what is missing', async () => {
    expect(subjects(await load({ firstOf: [none, folder, ca, other] }))).to.deep.equal([
      stage.ca.x509.subject,
    ]);
    const error = await refusal({ firstOf: [none, folder] });
    expect(error.message).to.equal(`trust.anchors[0]: none of these exists: ${none}, ${folder} (a folder)`);
  });

  it('are those of a variable where it is set, and of the next where it is unset or empty', async () => {
    const setting = { firstOf: [VARIABLE, ca] };
    const material = await load(setting, { SSL_CERT_FILE: other });
    expect(subjects(material)).to.deep.equal([second.x509.subject]);
    expect(material.trust.origins).to.deep.equal([`SSL_CERT_FILE ${other} (1)`]);
    for (const env of [{}, { SSL_CERT_FILE: '' }]) {
      expect(subjects(await load(setting, env))).to.deep.equal([stage.ca.x509.subject]);
    }
  });

  it('never fall through from a variable that is set', async () => {
    const setting = { firstOf: [VARIABLE, ca] };
    expectRefusal(await refusal(setting, { SSL_CERT_FILE: none }), {
      code: 'ERR_MATERIAL_NOT_FOUND',
      place: `SSL_CERT_FILE (${none})`,
      reason: `Certificate file ${none} doesn't exist`,
      action: /unset it/,
    });
    expectRefusal(await refusal(setting, { SSL_CERT_FILE: folder }), {
      code: 'ERR_MATERIAL_UNREADABLE',
      place: `SSL_CERT_FILE (${folder})`,
      reason: "Certificate file can't be a directory",
      action: /unset it/,
    });
  });

  it('stay those of a variable that is taken away, or set, later', async () => {
    const choices = new TrustChoices();
    const setting = { firstOf: [VARIABLE, ca] };
    await load(setting, { SSL_CERT_FILE: other }, choices);
    expect(subjects(await load(setting, {}, choices))).to.deep.equal([second.x509.subject]);
    const unset = new TrustChoices();
    await load(setting, {}, unset);
    expect(subjects(await load(setting, { SSL_CERT_FILE: other }, unset))).to.deep.equal([
      stage.ca.x509.subject,
    ]);
  });

  it('are missed by the name of the list', async () => {
    const missing = await refusal({ firstOf: [VARIABLE, none, folder], named: 'CA_CERTS_PATH' });
    expect(missing.code).to.equal('ERR_NO_TRUST_ANCHORS');
    expect(missing.message).to.equal(
      `trust.anchors[0]: No CA Certificates were found in CA_CERTS_PATH. ` +
        `None of these exists: ${none}, ${folder} (a folder)`,
    );
    expect(missing.action).to.include('add the path of a bundle to CA_CERTS_PATH');
    const empty = await refusal({ firstOf: [VARIABLE], named: 'CA_CERTS_PATH' });
    expect(empty.message).to.include('found in CA_CERTS_PATH. The list is empty.');
  });

  it('are missed by the name of the list in a file that cannot be used, and the next is not taken', async () => {
    const closed = await stage.folder.write('closed.pem', second.certificatePem);
    await chmod(closed, 0o000);
    const blank = await stage.folder.write('blank.pem', '');
    for (const [path, code, why] of [
      [closed, 'ERR_MATERIAL_UNREADABLE', `(${closed}): this process may not read it`],
      [blank, 'ERR_MATERIAL_EMPTY', `(${blank}): `],
    ] as const) {
      const setting = { firstOf: [path, ca], named: 'CA_CERTS_PATH' };
      const error = await (path === closed ? asNobody(() => refusal(setting)) : refusal(setting));
      expect(error.code).to.equal(code);
      expect(error.message).to.include(`No CA Certificates were found in CA_CERTS_PATH. ${why}`);
    }
  });

  it('are brought to each platform in its own way', () => {
    const platforms = ['linux', 'freebsd', 'darwin', 'win32', 'sunos'] as const;
    const remedies = platforms.map((platform) => bundleRemedy('LIST', platform));
    expect(new Set(remedies).size).to.equal(platforms.length);
    for (const remedy of remedies) expect(remedy).to.include('SSL_CERT_FILE').and.to.include('LIST');
  });
});
