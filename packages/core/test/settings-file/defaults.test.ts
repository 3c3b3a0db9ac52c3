import { expect } from 'chai';
import { applicableDefaults } from '../../src/settings/file/file-defaults.js';
import { mergeLayers, placesIn, type SettingsLayer } from '../../src/settings/layers.js';
import type { SecuritySettings } from '../../src/settings/security-settings.js';

const layer = (settings: SecuritySettings, prefix: string): SettingsLayer => ({
  settings,
  placeOf: placesIn(prefix),
});

/** What a context gets that says `own` in a file with these defaults. */
function settled(defaults: SecuritySettings, own: SecuritySettings): SecuritySettings {
  const written = layer(own, 'contexts.a.');
  return mergeLayers([written], [applicableDefaults(layer(defaults, 'defaults.'), [written])]).settings;
}

describe('defaults in a settings file', () => {
  it('fill what a context does not say, key by key', () => {
    expect(
      settled(
        { trust: { anchors: 'node', partialChain: true }, protocol: { minVersion: 'TLSv1.3' } },
        { trust: { anchors: ['ca.pem'] } },
      ),
    ).to.deep.equal({
      trust: { anchors: ['ca.pem'], partialChain: true },
      protocol: { minVersion: 'TLSv1.3' },
    });
  });

  it("give way to another form of identity, with the default's passphrase", () => {
    const defaults = { identity: { certificateKeyFile: 'a.pem', passphraseFile: 'p' } };
    const own = { identity: { certificate: 'c.pem', key: 'k.pem' } };
    expect(settled(defaults, own)).to.deep.equal(own);
    expect(settled(defaults, { identity: { certificateKeyFile: 'b.pem' } })).to.deep.equal({
      identity: { certificateKeyFile: 'b.pem' },
    });
  });

  it('never give the password of one user to another', () => {
    const defaults = { credentials: { username: 'app', passwordFile: 'p', mechanism: 'PLAIN' } };
    expect(settled(defaults, { credentials: { username: 'other' } })).to.deep.equal({
      credentials: { username: 'other', mechanism: 'PLAIN' },
    });
    expect(settled(defaults, { credentials: { password: 'x' } })).to.deep.equal({
      credentials: { username: 'app', password: 'x', mechanism: 'PLAIN' },
    });
    const source = () => ({ username: 'u', password: 'p' });
    expect(settled(defaults, { credentials: source })).to.deep.equal({ credentials: source });
  });

  it('about TLS are dropped where TLS is off', () => {
    expect(settled({ trust: { anchors: 'node' }, reload: false }, { tls: false })).to.deep.equal({
      tls: false,
      reload: false,
    });
  });

  it('give way to reload: false and to other periods', () => {
    expect(settled({ reload: { pollMs: 50 } }, { reload: false })).to.deep.equal({ reload: false });
    expect(settled({ reload: false }, { reload: { pollMs: 50 } })).to.deep.equal({ reload: { pollMs: 50 } });
  });

  it('keep a passphrase that only the context gives with the default certificate', () => {
    const own = { identity: { passphraseFile: 'mine' } } as unknown as SecuritySettings;
    expect(settled({ identity: { certificateKeyFile: 'a.pem', passphrase: 'x' } }, own)).to.deep.equal({
      identity: { certificateKeyFile: 'a.pem', passphraseFile: 'mine' },
    });
  });
});
