import { expect } from 'chai';
import { createSecureContext } from 'node:tls';
import type { SecuritySettings } from '../../src/settings/security-settings.js';
import { complete } from './stage.js';

/** The part of completed settings a path leads to. */
function at(settings: object, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], settings);
}

describe('settings left out', () => {
  const defaults: readonly (readonly [path: string, value: unknown])[] = [
    ['tls', true],
    ['trust.anchors', [{ kind: 'system', place: 'trust.anchors' }]],
    ['trust.partialChain', false],
    ['trust.explicit', false],
    ['identity', undefined],
    ['peer.verify', 'full'],
    ['peer.servername', undefined],
    ['peer.names', undefined],
    ['peer.profile', 'openssl'],
    ['revocation', 'off'],
    ['protocol.minVersion', 'TLSv1.2'],
    ['protocol.maxVersion', undefined],
    ['protocol.ciphers', undefined],
    ['protocol.groups', undefined],
    ['protocol.legacyRenegotiation', false],
    ['secureContext', undefined],
    ['credentials', undefined],
    ['reload', { quietMs: 500, pollMs: 5000 }],
    ['insecure', undefined],
    ['insecureUses', []],
  ];
  for (const [path, value] of defaults) {
    it(`mean ${value === undefined ? 'nothing' : JSON.stringify(value)} for ${path}`, () => {
      expect(at(complete({}), path)).to.deep.equal(value);
    });
  }

  it('may also be written as undefined, alone and in groups', () => {
    const nothing = {
      tls: undefined,
      trust: { anchors: undefined },
      identity: undefined,
      peer: { verify: undefined, names: undefined },
      reload: { quietMs: undefined },
      insecure: undefined,
    };
    expect(complete(nothing)).to.deep.equal(complete({}));
  });

  it('may leave whole groups empty', () => {
    expect(complete({ trust: {}, peer: {}, protocol: {}, reload: {} })).to.deep.equal(complete({}));
  });
});

describe('settings that are written', () => {
  const native = createSecureContext();
  const source = { read: () => Promise.resolve({}) };
  const login = (): { username: string; password: string } => ({ username: 'a', password: 'b' });
  const named = (address: string): string => `${address}.example`;
  const valid: readonly (readonly [string, SecuritySettings, path: string, value: unknown])[] = [
    ['plaintext', { tls: false }, 'tls', false],
    ['the roots of Node', { trust: { anchors: 'node' } }, 'trust.anchors.0.kind', 'node'],
    ['the roots of the system', { trust: { anchors: 'system' } }, 'trust.explicit', true],
    [
      'a CA file',
      { trust: { anchors: ['/ca.pem'] } },
      'trust.anchors.0',
      { kind: 'file', path: '/ca.pem', place: 'trust.anchors[0]' },
    ],
    ['a CA file as a group', { trust: { anchors: [{ file: 'ca.pem' }] } }, 'trust.anchors.0.path', 'ca.pem'],
    [
      'a folder of CAs',
      { trust: { anchors: [{ directory: '/certs' }] } },
      'trust.anchors.0.kind',
      'directory',
    ],
    [
      'the first file that exists',
      { trust: { anchors: ['node', { firstOf: ['/a', '/b'] }] } },
      'trust.anchors.1',
      { kind: 'firstOf', paths: ['/a', '/b'], place: 'trust.anchors[1]' },
    ],
    ['a CA as text', { trust: { anchors: [{ pem: 'PEM' }] } }, 'trust.anchors.0.kind', 'pem'],
    ['a CA as bytes', { trust: { anchors: [{ der: Buffer.of(1) }] } }, 'trust.anchors.0.kind', 'der'],
    ['a source of CAs', { trust: { anchors: [source] } }, 'trust.anchors.0.source', source],
    ['an intermediate as anchor', { trust: { partialChain: true } }, 'trust.partialChain', true],
    [
      'certificate and key in one file',
      { identity: { certificateKeyFile: 'app.pem' } },
      'identity',
      {
        kind: 'combined',
        from: { kind: 'file', path: 'app.pem', place: 'identity.certificateKeyFile' },
      },
    ],
    [
      'certificate and key apart, with a passphrase file',
      { identity: { certificate: { pem: 'PEM' }, key: { file: 'key.pem' }, passphraseFile: 'word' } },
      'identity.passphrase',
      { kind: 'file', path: 'word', place: 'identity.passphraseFile' },
    ],
    ['PKCS#12', { identity: { pkcs12: { der: Buffer.of(1) }, passphrase: '' } }, 'identity.kind', 'pkcs12'],
    ['a source of identity', { identity: source }, 'identity.source', source],
    ['the name not checked', { peer: { verify: 'chain' } }, 'peer.verify', 'chain'],
    ['nothing checked', { peer: { verify: 'none' } }, 'peer.verify', 'none'],
    ['a server name', { peer: { servername: 'db.example' } }, 'peer.servername', 'db.example'],
    ['a function of names', { peer: { names: named } }, 'peer.names', named],
    ["the profile 'openssl'", { peer: { profile: 'openssl' } }, 'peer.profile', 'openssl'],
    ["revocation 'off'", { revocation: 'off' }, 'revocation', 'off'],
    ['an old TLS', { protocol: { minVersion: 'TLSv1' } }, 'protocol.minVersion', 'TLSv1'],
    ['only TLS 1.2', { protocol: { maxVersion: 'TLSv1.2' } }, 'protocol.maxVersion', 'TLSv1.2'],
    ['ciphers', { protocol: { ciphers: 'HIGH' } }, 'protocol.ciphers', 'HIGH'],
    ['groups', { protocol: { groups: 'X25519:P-256' } }, 'protocol.groups', 'X25519:P-256'],
    [
      'legacy renegotiation',
      { protocol: { legacyRenegotiation: true } },
      'protocol.legacyRenegotiation',
      true,
    ],
    ['a native context', { secureContext: native }, 'secureContext', native],
    [
      'a login',
      { credentials: { username: 'app', mechanism: 'PLAIN', authenticator: 'A', passwordFile: '/p' } },
      'credentials',
      {
        kind: 'fixed',
        username: 'app',
        password: { kind: 'file', path: '/p', place: 'credentials.passwordFile' },
        mechanism: 'PLAIN',
        authenticator: 'A',
        place: 'credentials',
      },
    ],
    ['a source of logins', { credentials: login }, 'credentials.source', login],
    ['no watching', { reload: false }, 'reload', false],
    ['its own periods', { reload: { quietMs: 0, pollMs: 20 } }, 'reload', { quietMs: 0, pollMs: 20 }],
    [
      'an excuse',
      { insecure: { reason: 'lab', owner: 'us', until: '2999-12-31' } },
      'insecure',
      { reason: 'lab', owner: 'us', until: new Date('2999-12-31T00:00:00Z') },
    ],
    ['refusal of everything insecure', { refuseInsecure: true }, 'insecureUses', []],
  ];
  for (const [what, settings, path, value] of valid) {
    it(`take ${what}`, () => {
      expect(at(complete(settings), path)).to.deep.equal(value);
    });
  }

  it('take a map of names, of which unknown addresses keep their own name', () => {
    const { names } = complete({ peer: { names: { '10.0.0.1': 'db1.example' } } }).peer;
    expect(names?.('10.0.0.1')).to.equal('db1.example');
    expect(names?.('10.0.0.2')).to.equal(undefined);
    expect(names?.('constructor')).to.equal(undefined);
  });

  it('take names that JavaScript has a meaning for as the addresses they are', () => {
    const map = JSON.parse('{"__proto__": "a.example", "constructor": "b.example"}') as Record<
      string,
      string
    >;
    const { names } = complete({ peer: { names: map } }).peer;
    expect(names?.('__proto__')).to.equal('a.example');
    expect(names?.('constructor')).to.equal('b.example');
    expect(names?.('toString')).to.equal(undefined);
  });
});
