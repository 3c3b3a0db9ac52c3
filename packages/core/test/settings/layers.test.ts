import { expect } from 'chai';
import { mergeLayers, pathAndParents, placesIn, type SettingsLayer } from '../../src/settings/layers.js';
import type { SecuritySettings } from '../../src/settings/security-settings.js';
import { complete, refusal } from './stage.js';

function layer(
  name: string,
  settings: SecuritySettings,
  places: Readonly<Record<string, string>> = {},
): SettingsLayer {
  return { settings, placeOf: placesIn(`${name} `, places) };
}

function conflictOf(...layers: SettingsLayer[]): string {
  const { code, message, action } = refusal(() => mergeLayers(layers));
  expect(action).to.contain('no precedence');
  return `${code} ${message}`;
}

describe('settings from several places', () => {
  it('complete each other, group by group', () => {
    const { settings } = mergeLayers([
      layer('code', { trust: { anchors: ['/ca'] }, identity: { certificateKeyFile: '/app' } }),
      layer('env', { trust: { partialChain: true }, credentials: { username: 'app' } }),
      layer('file', { identity: { certificateKeyFile: '/app', passphrase: 'x' }, reload: false }),
    ]);
    expect(settings).to.deep.equal({
      trust: { anchors: ['/ca'], partialChain: true },
      identity: { certificateKeyFile: '/app', passphrase: 'x' },
      credentials: { username: 'app' },
      reload: false,
    });
  });

  it('leave the objects they came from as they are', () => {
    const code = { trust: { anchors: ['/ca'] } };
    mergeLayers([layer('code', code), layer('env', { trust: { partialChain: true } })]);
    expect(code).to.deep.equal({ trust: { anchors: ['/ca'] } });
  });

  it('agree when they say the same, lists and functions included', () => {
    const names = (): string => 'a';
    const source = { read: () => Promise.resolve({}) };
    const same = { tls: true, trust: { anchors: ['/a', { file: '/b' }, source] }, peer: { names } };
    const again = { tls: true, trust: { anchors: ['/a', { file: '/b' }, source] }, peer: { names } };
    expect(mergeLayers([layer('code', same), layer('env', again)]).settings).to.deep.equal(same);
  });

  const conflicts: readonly (readonly [SecuritySettings, SecuritySettings, path: string])[] = [
    [{ tls: true }, { tls: false }, 'tls'],
    [{ trust: { anchors: ['/a'] } }, { trust: { anchors: ['/b'] } }, 'trust.anchors'],
    [{ trust: { anchors: ['/a', '/b'] } }, { trust: { anchors: ['/b', '/a'] } }, 'trust.anchors'],
    [{ trust: { anchors: 'node' } }, { trust: { anchors: ['node'] } }, 'trust.anchors'],
    [{ peer: { verify: 'full' } }, { peer: { verify: 'none' } }, 'peer.verify'],
    [
      { identity: { pkcs12: '/p', passphrase: 'a' } },
      { identity: { pkcs12: '/p', passphrase: 'b' } },
      'identity.passphrase',
    ],
    [
      { identity: { read: () => Promise.resolve({}) } },
      { identity: { certificateKeyFile: '/a' } },
      'identity',
    ],
    [{ peer: { names: () => 'a' } }, { peer: { names: () => 'a' } }, 'peer.names'],
    [{ peer: { names: { a: 'b' } } }, { peer: { names: { a: 'c' } } }, 'peer.names'],
    [{ reload: false }, { reload: { pollMs: 100 } }, 'reload'],
    [{ refuseInsecure: true }, { refuseInsecure: false }, 'refuseInsecure'],
  ];
  for (const [first, second, path] of conflicts) {
    it(`contradict each other about ${path}: both places are named, in either order`, () => {
      const message = (a: string, b: string): string =>
        `ERR_SETTING_CONFLICT ${a} ${path} and ${b} ${path}: ${path} is given twice with different values`;
      expect(conflictOf(layer('code', first), layer('env', second))).to.equal(message('code', 'env'));
      expect(conflictOf(layer('env', second), layer('code', first))).to.equal(message('env', 'code'));
    });
  }

  it('name the two that contradict each other, and not one that has nothing to do with it', () => {
    const other = layer('file', { trust: { partialChain: true } });
    const first = layer('URI', { trust: { anchors: ['/a'] } }, { 'trust.anchors': 'URI option tlsCAFile' });
    const second = layer('code', { trust: { anchors: ['/b'] } });
    expect(conflictOf(other, first, second)).to.match(
      /^ERR_SETTING_CONFLICT URI option tlsCAFile and code trust\.anchors: /,
    );
  });

  it('never quote a value that contradicts another', () => {
    const first = layer('code', { credentials: { password: 'CANARY-1' } });
    const second = layer('env', { credentials: { password: 'CANARY-2' } });
    expect(conflictOf(first, second)).not.to.contain('CANARY');
  });

  it('that exclude each other are found, though each place is right by itself', () => {
    const merged = mergeLayers([
      layer('code', { identity: { certificateKeyFile: '/a' } }),
      layer('env', { identity: { pkcs12: '/b' } }),
    ]);
    expect(() => complete(merged.settings)).to.throw(
      'identity.pkcs12: cannot stand beside certificateKeyFile',
    );
  });

  it('keep words that JavaScript has a meaning for, so that they are refused like any other', () => {
    const hostile = JSON.parse('{"__proto__": {"tls": false}, "constructor": {"a": 1}}') as SecuritySettings;
    const { settings } = mergeLayers([layer('code', hostile), layer('env', { tls: true })]);
    expect(Object.keys(settings)).to.have.members(['__proto__', 'constructor', 'tls']);
    expect(settings.tls).to.equal(true);
    expect(({} as SecuritySettings).tls).to.equal(undefined);
  });
});

describe('defaults', () => {
  it('fill what nobody says, key by key, and never contradict', () => {
    const { settings } = mergeLayers(
      [layer('code', { peer: { verify: 'chain' }, trust: { anchors: ['/a'] } })],
      [
        layer('first', { peer: { verify: 'none', servername: 'a' }, reload: false }),
        layer('second', { peer: { servername: 'b' }, tls: false, reload: { pollMs: 20 } }),
      ],
    );
    expect(settings).to.deep.equal({
      peer: { verify: 'chain', servername: 'a' },
      trust: { anchors: ['/a'] },
      reload: false,
      tls: false,
    });
  });
});

describe('the place of a setting', () => {
  const places = { 'trust.anchors': 'URI option tlsCAFile', 'trust.anchors[1]': 'the second', peer: 'peers' };
  const placeOf = placesIn('code ', places);

  it('is the nearest one known, else the path itself', () => {
    expect(placeOf('trust.anchors')).to.equal('URI option tlsCAFile');
    expect(placeOf('trust.anchors[0]')).to.equal('URI option tlsCAFile');
    expect(placeOf('trust.anchors[1].file')).to.equal('the second');
    expect(placeOf('peer.names.db.example')).to.equal('peers');
    expect(placeOf('trust')).to.equal('code trust');
    expect(placeOf('trustees')).to.equal('code trustees');
    expect(placeOf('')).to.equal('code ');
    expect(placesIn('')('constructor')).to.equal('constructor');
  });

  it('is that of the layer it was written in', () => {
    const merged = mergeLayers(
      [
        layer('URI', { trust: { anchors: ['/a'] } }, places),
        layer('code', { trust: { partialChain: true } }),
      ],
      [layer('default', { peer: { verify: 'none' } })],
    );
    expect(merged.placeOf('trust.anchors[0]')).to.equal('URI option tlsCAFile');
    expect(merged.placeOf('trust.partialChain')).to.equal('code trust.partialChain');
    expect(merged.placeOf('peer.verify')).to.equal('default peer.verify');
    expect(merged.placeOf('reload')).to.equal('URI reload');
    expect(mergeLayers([]).placeOf('reload')).to.equal('reload');
  });

  it('is found for any text, however little it looks like a path', () => {
    for (const path of ['peer.names.[::1]', 'a[b', '[', '.', '..', 'a.[', ']', 'a[0]b', 'x'.repeat(10_000)]) {
      expect(placesIn('code ')(path)).to.equal(`code ${path}`);
      expect(pathAndParents(path)[0]).to.equal(path);
    }
    expect(placesIn('', { 'peer.names': 'the map' })('peer.names.[::1]')).to.equal('the map');
  });
});
