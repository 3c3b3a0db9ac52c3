import { execFileSync } from 'node:child_process';
import { chmod, mkdir, symlink, truncate } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { expect } from 'chai';
import { asNobody, expectRefusal, LoadStage, warningCodes } from './stage.js';

const posix = process.platform !== 'win32';

describe('a file that cannot be used', () => {
  let stage: LoadStage;
  before(async () => {
    stage = await LoadStage.create();
  });
  after(() => stage[Symbol.asyncDispose]());

  const asAnchors = (path: string) => stage.refusal({ trust: { anchors: [path] } });
  const asIdentity = (path: string) => stage.refusal({ identity: { certificateKeyFile: path } });

  it('is missing: the error names setting and path', async () => {
    const path = stage.folder.path('missing.pem');
    expectRefusal(await asAnchors(path), {
      code: 'ERR_MATERIAL_NOT_FOUND',
      place: `trust.anchors[0] (${path})`,
      reason: 'it does not exist',
      action: 'Correct the path or put the file there.',
    });
    expect((await asIdentity(path)).place).to.equal(`identity.certificateKeyFile (${path})`);
  });

  it('is in a folder that is none', async () => {
    const path = `${await stage.folder.write('plain', 'x')}/ca.pem`;
    expect((await asAnchors(path)).code).to.equal('ERR_MATERIAL_NOT_FOUND');
  });

  it('is named by a relative path: the error shows where that leads', async () => {
    const { place } = await asAnchors('no-such-file.pem');
    expect(place).to.equal(`trust.anchors[0] (${process.cwd()}/no-such-file.pem)`);
  });

  it('is a folder', async () => {
    const path = stage.folder.path('folder');
    await mkdir(path);
    expectRefusal(await asAnchors(path), {
      code: 'ERR_MATERIAL_UNREADABLE',
      place: `trust.anchors[0] (${path})`,
      reason: 'it is a folder, not a file',
      action: /\{ directory \} in trust\.anchors reads a folder of anchors/,
    });
  });

  it('may not be read by this user', async () => {
    const path = await stage.folder.write('private.pem', stage.ca.certificatePem);
    await chmod(path, 0o000);
    expectRefusal(await asNobody(() => asAnchors(path)), {
      code: 'ERR_MATERIAL_UNREADABLE',
      place: `trust.anchors[0] (${path})`,
      reason: 'this process may not read it',
      action: /Let the user of this process read the file/,
    });
  });

  it('is a named pipe, which is not waited for', async () => {
    const path = stage.folder.path('pipe');
    execFileSync('mkfifo', [path]);
    expectRefusal(await asAnchors(path), {
      code: 'ERR_MATERIAL_UNREADABLE',
      place: `trust.anchors[0] (${path})`,
      reason: 'it is a named pipe, not a file',
      action: /Name a regular file/,
    });
  });

  it('is a socket or a device', async () => {
    const path = stage.folder.path('socket');
    const server = createServer().listen(path);
    await once(server, 'listening');
    expect((await asAnchors(path)).message).to.match(/it is a socket, not a file/);
    server.close();
    await once(server, 'close');
    expect((await asAnchors('/dev/zero')).message).to.match(/it is a device, not a file/);
  });

  it('fails while it is read', async function () {
    if (process.platform !== 'linux') return this.skip();
    const error = await asAnchors('/proc/self/mem');
    expect(error.code).to.equal('ERR_MATERIAL_UNREADABLE');
    expect(error.message).to.match(/it cannot be read \(EIO\)/);
    expect(error.action).to.match(/Check the path and the file system/);
  });

  it('has a path that no file can have', async () => {
    expect((await asAnchors('/tmp/\0')).code).to.equal('ERR_MATERIAL_UNREADABLE');
  });

  it('is a link that leads nowhere, or in a circle', async () => {
    await symlink('nothing', stage.folder.path('dangling'));
    expect((await asAnchors(stage.folder.path('dangling'))).code).to.equal('ERR_MATERIAL_NOT_FOUND');
    await symlink('circle', stage.folder.path('circle'));
    expect((await asAnchors(stage.folder.path('circle'))).code).to.equal('ERR_MATERIAL_UNREADABLE');
  });

  it('is empty, or holds nothing but blanks', async () => {
    const path = await stage.folder.write('empty.pem', '');
    expectRefusal(await asAnchors(path), {
      code: 'ERR_MATERIAL_EMPTY',
      place: `trust.anchors[0] (${path})`,
      reason: 'it is empty',
      action: /write to a new file and rename it/,
    });
    expect((await asIdentity(path)).code).to.equal('ERR_MATERIAL_EMPTY');
    const blank = await stage.folder.write('blank.pem', ' \r\n\n\t');
    expect((await asAnchors(blank)).code).to.equal('ERR_MATERIAL_EMPTY');
  });

  it('is over the limit of its kind: 1 MiB for a certificate or key', async () => {
    const path = await stage.folder.write('large.pem', Buffer.alloc(2 ** 20 + 1, 'x'));
    expectRefusal(await asIdentity(path), {
      code: 'ERR_MATERIAL_TOO_LARGE',
      place: `identity.certificateKeyFile (${path})`,
      reason: 'it is over the limit of 1 MiB',
      action: /Check that it is the right file/,
    });
    const { place } = await stage.refusal({ identity: { certificate: path, key: path } });
    expect(place).to.equal(`identity.certificate (${path})`);
  });

  it('is over the limit of its kind: 16 MiB for trust anchors', async () => {
    const path = await stage.folder.write('huge.pem', '');
    await truncate(path, 16 * 2 ** 20 + 1);
    expect((await asAnchors(path)).message).to.match(/it is over the limit of 16 MiB$/);
  });

  it('is as large as its limit and still read', async () => {
    const text = stage.ca.certificatePem.padEnd(16 * 2 ** 20, '\n');
    const { trust } = await stage.load({
      trust: { anchors: [await stage.folder.write('full.pem', text)] },
    });
    expect(trust.certificates).to.have.length(1);
  });

  it('is larger than its size says: no more than the limit is read', async function () {
    if (process.platform !== 'linux') return this.skip();
    // The kernel gives this file the size 0 and several megabytes to read.
    const error = await asIdentity('/proc/kallsyms');
    expect(error.message).to.match(/it is over the limit of 1 MiB$/);
  });

  it('has no size and little in it: all of it is read', async function () {
    if (process.platform !== 'linux') return this.skip();
    expect((await asAnchors('/proc/self/maps')).message).to.match(/it holds text without any PEM block/);
  });

  it('holds a secret others may read: a warning with the path', async function () {
    if (!posix) return this.skip();
    const leaf = await stage.ca.issue({ usage: 'client' });
    const path = await stage.folder.write('open.pem', leaf.combinedPem());
    const load = () => stage.load({ identity: { certificateKeyFile: path } });
    expect((await load()).warnings).to.deep.equal([]);
    await chmod(path, 0o640);
    expect((await load()).warnings).to.deep.equal([
      {
        code: 'KEY_FILE_READABLE_BY_OTHERS',
        message: `identity.certificateKeyFile (${path}): its group may read this file, which holds a secret; chmod 600 would do`,
      },
    ]);
    await chmod(path, 0o604);
    expect((await load()).warnings[0]?.message).to.match(/every user of this machine may read this file/);
  });

  it('holds no secret: others may read it', async () => {
    const path = await stage.folder.write('certificate.pem', stage.ca.certificatePem, 0o644);
    await chmod(path, 0o644);
    expect(warningCodes(await stage.load({ trust: { anchors: [path] } }))).to.deep.equal([]);
  });

  it('is one of several wrong ones: all are told at once', async () => {
    const error = await stage.refusal({
      trust: { anchors: ['/missing/ca.pem'] },
      identity: { certificateKeyFile: '/missing/app.pem' },
      credentials: { username: 'app', passwordFile: '/missing/password' },
    });
    expect(error.errors?.map(({ place }) => place)).to.deep.equal([
      'trust.anchors[0] (/missing/ca.pem)',
      'identity.certificateKeyFile (/missing/app.pem)',
      'credentials.passwordFile (/missing/password)',
    ]);
  });
});
