import { expect } from 'chai';
import { createSecureContext } from 'node:tls';
import { complete, refused } from './stage.js';

/** A source as users write them: a class whose state does not show. */
class Vault {
  readonly #token = 'token';
  read(): Promise<object> {
    return Promise.resolve({ token: this.#token.length });
  }
}

describe('settings that contradict each other', () => {
  const secureContext = createSecureContext();
  const conflicts: readonly (readonly [settings: unknown, message: string])[] = [
    [
      { tls: false, trust: { anchors: 'node' } },
      'tls and trust.anchors: tls is off, so trust would have no effect',
    ],
    [
      { tls: false, trust: { partialChain: false } },
      'tls and trust.partialChain: tls is off, so trust would have no effect',
    ],
    [
      { tls: false, identity: { pkcs12: '/p' } },
      'tls and identity.pkcs12: tls is off, so identity would have no effect',
    ],
    [{ tls: false, identity: new Vault() }, 'tls and identity: tls is off, so identity would have no effect'],
    [
      { tls: false, peer: { verify: 'full' } },
      'tls and peer.verify: tls is off, so peer would have no effect',
    ],
    [
      { tls: false, protocol: { minVersion: 'TLSv1.3' } },
      'tls and protocol.minVersion: tls is off, so protocol would have no effect',
    ],
    [
      { tls: false, secureContext },
      'tls and secureContext: tls is off, so secureContext would have no effect',
    ],
    [
      { secureContext, trust: { anchors: ['/ca'] } },
      'secureContext and trust.anchors: secureContext is passed through as it is, so trust would have no effect',
    ],
    [
      { secureContext, identity: new Vault() },
      'secureContext and identity: secureContext is passed through as it is, so identity would have no effect',
    ],
    [
      { secureContext, protocol: { ciphers: 'HIGH' } },
      'secureContext and protocol.ciphers: secureContext is passed through as it is, so protocol would have no effect',
    ],
    [
      { identity: { pkcs12: '/p', passphrase: 'a', passphraseFile: '/b' } },
      'identity.passphrase and identity.passphraseFile: the passphrase is given twice',
    ],
    [
      { credentials: { username: 'a', password: '', passwordFile: '/b' } },
      'credentials.password and credentials.passwordFile: the password is given twice',
    ],
    [
      { peer: { names: {}, verify: 'chain' } },
      "peer.names and peer.verify: peer.verify is 'chain', so no name is checked",
    ],
    [
      { peer: { names: () => 'a', verify: 'none' } },
      "peer.names and peer.verify: peer.verify is 'none', so no name is checked",
    ],
    [
      { protocol: { minVersion: 'TLSv1.3', maxVersion: 'TLSv1.2' } },
      'protocol.minVersion and protocol.maxVersion: minVersion TLSv1.3 is above maxVersion TLSv1.2',
    ],
    [
      { protocol: { maxVersion: 'TLSv1.1' } },
      'protocol.minVersion and protocol.maxVersion: minVersion TLSv1.2 is above maxVersion TLSv1.1',
    ],
    [
      { identity: { certificateKeyFile: '/a', pkcs12: '/b' } },
      'identity.pkcs12: cannot stand beside certificateKeyFile: the two exclude each other',
    ],
    [
      { identity: { certificate: '/a', key: '/b', pkcs12: '/c' } },
      'identity.certificate: cannot stand beside pkcs12: the two exclude each other',
    ],
    [
      { trust: { anchors: [{ file: '/a', pem: 'PEM' }] } },
      'trust.anchors[0].pem: cannot stand beside file: the two exclude each other',
    ],
  ];
  for (const [settings, message] of conflicts) {
    it(`are refused: ${message}`, () => {
      expect(refused(settings)).to.deep.equal([`ERR_SETTING_CONFLICT ${message}`]);
    });
  }

  it('are none where a group beside tls: false is empty, or says only what is off anyway', () => {
    const plain = { tls: false, trust: {}, peer: { verify: undefined }, revocation: 'off' };
    expect(complete(plain).tls).to.equal(false);
  });

  it('are none between plaintext and what is not about TLS', () => {
    const settings = {
      tls: false,
      credentials: { username: 'a' },
      reload: false,
      insecure: { reason: 'lab' },
    };
    expect(complete(settings).credentials).to.include({ kind: 'fixed', username: 'a' });
  });

  it('are none between a native context and what can still be checked', () => {
    const settings = { secureContext, peer: { servername: 'db.example', profile: 'openssl' } };
    expect(complete(settings).secureContext).to.equal(secureContext);
  });
});

describe('settings of a later version', () => {
  const later: readonly (readonly [settings: unknown, place: string])[] = [
    [{ revocation: { crl: { sources: ['/crl'] } } }, 'revocation'],
    [{ revocation: { ocsp: { unknown: 'allow' } } }, 'revocation'],
    [{ revocation: {} }, 'revocation'],
    [{ peer: { pins: ['sha256/abc'] } }, 'peer.pins'],
    [{ peer: { pins: [] } }, 'peer.pins'],
    [{ peer: { profile: 'strict' } }, 'peer.profile'],
    [{ peer: { profile: 'strict' }, secureContext: createSecureContext() }, 'peer.profile'],
  ];
  for (const [settings, place] of later) {
    it(`are refused and never ignored: ${JSON.stringify(settings)}`, () => {
      const [message = '', ...others] = refused(settings);
      expect(message).to.match(
        new RegExp(`^ERR_SETTING_INVALID ${place}: .* is not available in this version`),
      );
      expect(message).to.match(/never ignored$/);
      expect(others).to.deep.equal([]);
    });
  }
});
