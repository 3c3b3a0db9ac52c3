import { expect } from 'chai';
import { TestFolder } from '@security-context/testkit';
import { readSettingsFile } from '../../src/settings/file/settings-file.js';
import type { SecuritySettings } from '../../src/settings/security-settings.js';

async function settingsIn(folder: TestFolder, settings: unknown): Promise<SecuritySettings | undefined> {
  const path = await folder.write('security.json', JSON.stringify({ contexts: { a: settings } }));
  return (await readSettingsFile(path)).contexts.get('a')?.layer.settings;
}

describe('relative paths in a settings file', () => {
  it('are from the folder of the file, in every setting that takes a path', async () => {
    await using folder = await TestFolder.create();
    const at = (name: string): string => folder.path(name);
    expect(
      await settingsIn(folder, {
        trust: {
          anchors: [
            'ca.pem',
            { file: 'ca2.pem' },
            { directory: 'anchors' },
            { firstOf: ['x.pem', './y.pem'] },
          ],
        },
        identity: { certificate: 'c.pem', key: { file: 'k.pem' }, passphraseFile: 'p.txt' },
        credentials: { username: 'app', passwordFile: 'pw.txt' },
      }),
    ).to.deep.equal({
      trust: {
        anchors: [
          at('ca.pem'),
          { file: at('ca2.pem') },
          { directory: at('anchors') },
          { firstOf: [at('x.pem'), at('y.pem')] },
        ],
      },
      identity: { certificate: at('c.pem'), key: { file: at('k.pem') }, passphraseFile: at('p.txt') },
      credentials: { username: 'app', passwordFile: at('pw.txt') },
    });
    for (const form of ['certificateKeyFile', 'pkcs12']) {
      const settings = await settingsIn(folder, { identity: { [form]: 'app.pem', passphraseFile: 'p' } });
      expect(settings?.identity).to.deep.equal({ [form]: at('app.pem'), passphraseFile: at('p') });
    }
  });

  it('leave absolute paths, words, PEM, passwords and names alone', async () => {
    await using folder = await TestFolder.create();
    const settings = {
      trust: { anchors: ['system', 'node', '/etc/pki/ca.pem', { pem: '-----BEGIN' }] },
      identity: { certificateKeyFile: { pem: 'x' }, passphrase: 'word' },
      credentials: { username: 'app', password: 'word' },
      peer: { servername: 'db', names: { '10.0.0.1': 'db' } },
    };
    expect(await settingsIn(folder, settings)).to.deep.equal(settings);
    expect(await settingsIn(folder, { trust: { anchors: 'system' } })).to.deep.equal({
      trust: { anchors: 'system' },
    });
  });

  it('in defaults are from the same folder', async () => {
    await using folder = await TestFolder.create();
    const path = await folder.write(
      'security.yaml',
      'defaults: { trust: { anchors: [ca.pem] } }\ncontexts: { a: }\n',
    );
    const { contexts } = await readSettingsFile(path);
    expect(contexts.get('a')?.defaults?.settings).to.deep.equal({
      trust: { anchors: [folder.path('ca.pem')] },
    });
  });
});
