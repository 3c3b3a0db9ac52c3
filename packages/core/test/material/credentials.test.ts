import { expect } from 'chai';
import { expectRefusal, LoadStage, warningCodes } from './stage.js';

describe('credentials', () => {
  let stage: LoadStage;
  before(async () => {
    stage = await LoadStage.create();
  });
  after(() => stage[Symbol.asyncDispose]());

  it('are a name and a password', async () => {
    const { credentials } = await stage.load({ credentials: { username: 'app', password: 'pass\n' } });
    expect(credentials!.username).to.equal('app');
    expect(credentials!.password!.reveal()).to.equal('pass\n');
  });

  it('may have their password in a file, whose last line break is not part of it', async () => {
    for (const [text, password] of [
      ['päss', 'päss'],
      ['pass word\n', 'pass word'],
      ['a\nb\r\n', 'a\nb'],
    ] as const) {
      const passwordFile = await stage.folder.write('password', text);
      const { credentials, paths } = await stage.load({ credentials: { username: 'app', passwordFile } });
      expect(credentials!.password!.reveal()).to.equal(password);
      expect(paths).to.deep.equal([passwordFile]);
    }
  });

  it('may have a password file that is wrong: the error names it', async () => {
    const passwordFile = await stage.folder.write('password', '\n');
    expectRefusal(await stage.refusal({ credentials: { username: 'app', passwordFile } }), {
      code: 'ERR_MATERIAL_EMPTY',
      place: `credentials.passwordFile (${passwordFile})`,
      reason: 'it holds nothing but a line break',
      action: 'Put the secret on its first line.',
    });
    const missing = stage.folder.path('no-password');
    const error = await stage.refusal({ credentials: { username: 'app', passwordFile: missing } });
    expect(error.code).to.equal('ERR_MATERIAL_NOT_FOUND');
  });

  it('may have a password file others may read: a warning', async () => {
    const passwordFile = await stage.folder.write('open', 'secret', 0o644);
    const material = await stage.load({ credentials: { username: 'app', passwordFile } });
    expect(warningCodes(material)).to.deep.equal(['KEY_FILE_READABLE_BY_OTHERS']);
  });

  it('of a mechanism without a password, and of a source, are not read', async () => {
    const mechanism = await stage.load({ credentials: { mechanism: 'MONGODB-X509' } });
    expect(mechanism.credentials).to.deep.equal({});
    const source = await stage.load({ credentials: () => expect.fail('asked for credentials') });
    expect(source).not.to.have.property('credentials');
    expect(await stage.load({})).not.to.have.property('credentials');
  });

  it('are all that is read for plaintext', async () => {
    const passwordFile = await stage.folder.write('plain', 'secret');
    const material = await stage.load({ tls: false, credentials: { username: 'app', passwordFile } });
    expect(material.credentials!.password!.reveal()).to.equal('secret');
    expect(material.trust).to.deep.equal({ certificates: [], nodeRoots: false, origins: [] });
    expect(material.paths).to.deep.equal([passwordFile]);
  });
});
