import { expect } from 'chai';
import { existsSync } from 'node:fs';
import { lstat, readFile, readdir, readlink, stat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { TestFolder } from '../src/index.js';

describe('a test folder', () => {
  const text = (folder: TestFolder, name: string): Promise<string> => readFile(folder.path(name), 'utf8');

  it('is empty at first, and gone at the end', async () => {
    let path: string;
    {
      await using folder = await TestFolder.create();
      path = folder.path();
      expect(isAbsolute(path)).to.equal(true);
      expect(await readdir(path)).to.deep.equal([]);
      await folder.write('a', '1');
    }
    expect(existsSync(path)).to.equal(false);
  });

  it('writes in place: the file stays the same one', async () => {
    await using folder = await TestFolder.create();
    expect(await folder.write('a.pem', 'one')).to.equal(folder.path('a.pem'));
    const { ino, mode } = await stat(folder.path('a.pem'));
    expect(mode & 0o777).to.equal(0o600);
    await folder.write('a.pem', Buffer.from('two'));
    expect(await text(folder, 'a.pem')).to.equal('two');
    expect((await stat(folder.path('a.pem'))).ino).to.equal(ino);
  });

  it('replaces by rename: the file is another one, and nothing else is left', async () => {
    await using folder = await TestFolder.create();
    await folder.write('a.pem', 'one');
    const { ino } = await stat(folder.path('a.pem'));
    await folder.replace('a.pem', 'two', 0o644);
    const after = await stat(folder.path('a.pem'));
    expect(after.ino).to.not.equal(ino);
    expect(after.mode & 0o777).to.equal(0o644);
    expect(await text(folder, 'a.pem')).to.equal('two');
    expect(await readdir(folder.path())).to.deep.equal(['a.pem']);
  });

  it('publishes as Kubernetes does: names lead through ..data, which is swapped as a whole', async () => {
    await using folder = await TestFolder.create();
    await folder.publish({ 'tls.crt': 'c1', 'tls.key': 'k1', old: 'o' });
    expect(await readlink(folder.path('tls.crt'))).to.equal('..data/tls.crt');
    const first = await readlink(folder.path('..data'));
    const link = await lstat(folder.path('tls.crt'));
    await folder.publish({ 'tls.crt': 'c2', 'tls.key': 'k2', new: 'n' });
    expect([await text(folder, 'tls.crt'), await text(folder, 'tls.key')]).to.deep.equal(['c2', 'k2']);
    expect(await text(folder, 'new')).to.equal('n');
    expect((await lstat(folder.path('tls.crt'))).ino).to.equal(link.ino);
    const second = await readlink(folder.path('..data'));
    expect(second).to.not.equal(first);
    expect((await readdir(folder.path())).sort()).to.deep.equal(
      ['..data', second, 'new', 'tls.crt', 'tls.key'].sort(),
    );
  });

  it('removes a file, or everything, as often as asked to', async () => {
    await using folder = await TestFolder.create();
    await folder.write('a', '1');
    await folder.remove('a');
    await folder.remove('a');
    expect(existsSync(folder.path('a'))).to.equal(false);
    await folder.remove();
    await folder.remove();
    expect(existsSync(folder.path())).to.equal(false);
  });
});
