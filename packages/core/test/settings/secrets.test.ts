import { expect } from 'chai';
import { createSecureContext } from 'node:tls';
import { inspect } from 'node:util';
import type { CanonicalSettings } from '../../src/settings/canonical-settings.js';
import { complete, refusal } from './stage.js';

const canary = 'CANARY-5d1c';
const bytes = Buffer.from(canary);

/** Everything that can hold a secret, given directly. */
const secretive = {
  trust: { anchors: [{ pem: canary }, { der: bytes }] },
  identity: { certificate: { pem: canary }, key: { pem: canary }, passphrase: canary },
  credentials: { username: 'app', password: canary },
};

function printed(value: unknown): string[] {
  const all = { depth: Infinity, showHidden: true, maxStringLength: Infinity, getters: true };
  const values = value as CanonicalSettings;
  return [
    inspect(value, all),
    inspect(value, { ...all, customInspect: false }),
    JSON.stringify(value),
    `${String(value)}${JSON.stringify(Object.entries(values))}`,
  ];
}

describe('completed settings', () => {
  const pkcs12 = { identity: { pkcs12: { der: bytes }, passphrase: canary } };
  for (const [what, settings] of Object.entries({ 'PEM, passphrase and password': secretive, pkcs12 })) {
    it(`never print a secret: ${what}`, () => {
      for (const text of printed(complete(settings))) {
        expect(text).not.to.contain(canary);
        expect(text).not.to.contain([...bytes].slice(0, 4).join(', '));
        expect(text).not.to.contain(bytes.toString('hex'));
        expect(text).not.to.contain('43 41 4e 41');
      }
    });
  }

  it('give a secret to whoever asks for it by name', () => {
    const { credentials, identity } = complete(secretive);
    if (credentials?.kind !== 'fixed' || credentials.password?.kind !== 'value')
      throw new Error('no password');
    expect(credentials.password.secret.reveal()).to.equal(canary);
    expect(String(credentials.password.secret)).to.equal('[secret]');
    if (identity?.kind !== 'pair' || identity.key.kind !== 'pem') throw new Error('no key');
    expect(identity.key.pem.reveal()).to.equal(canary);
  });

  it('hold a copy of bytes, so that a change to the user’s own has no effect', () => {
    const mine = Buffer.from([1, 2, 3]);
    const [anchor] = complete({ trust: { anchors: [{ der: mine }] } }).trust.anchors;
    mine.fill(0);
    if (anchor?.kind !== 'der') throw new Error('no bytes');
    expect([...anchor.der.reveal()]).to.deep.equal([1, 2, 3]);
  });

  it('are frozen through and through', () => {
    const settings = complete({
      ...secretive,
      trust: { anchors: [{ firstOf: ['/a'] }, 'node', ...secretive.trust.anchors] },
      peer: { names: { a: 'b' } },
      protocol: { minVersion: 'TLSv1' },
      insecure: { reason: 'lab' },
    });
    const thawed: string[] = [];
    const look = (value: unknown, path: string): void => {
      if (typeof value !== 'object' || value === null) return;
      const plain = Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
      if (plain && !Object.isFrozen(value)) thawed.push(path);
      for (const [key, entry] of Object.entries(value)) look(entry, `${path}.${key}`);
    };
    look(settings, 'settings');
    expect(thawed).to.deep.equal([]);
    expect(Reflect.set(settings.peer, 'verify', 'none')).to.equal(false);
    expect(settings.peer.verify).to.equal('full');
  });

  it('leave what users hand in as it is: neither frozen nor copied', () => {
    const source = { read: () => Promise.resolve({}), state: { count: 0 } };
    const names = Object.assign((): string => 'a', { state: { count: 0 } });
    const login = Object.assign(() => ({ username: 'a', password: 'b' }), { state: { count: 0 } });
    const written = { trust: { anchors: [source] }, identity: source, peer: { names }, credentials: login };
    const { trust, identity, peer, credentials } = complete(written);
    expect(trust.anchors[0]).to.have.property('source', source);
    expect(identity).to.have.property('source', source);
    expect(peer.names).to.equal(names);
    expect(credentials).to.have.property('source', login);
    const secureContext = createSecureContext();
    expect(complete({ secureContext }).secureContext).to.equal(secureContext);
    for (const own of [
      source,
      source.state,
      names,
      names.state,
      login,
      secureContext,
      written,
      written.trust,
    ]) {
      expect(Object.isFrozen(own)).to.equal(false);
    }
  });
});

describe('an error about a setting', () => {
  const wrong: readonly object[] = [
    { credentials: { password: [canary] } },
    { credentials: { username: 'a', password: canary, passwordFile: canary } },
    { credentials: canary },
    { identity: { certificateKeyFile: { pem: [canary] }, passphrase: canary } },
    { identity: { pkcs12: '/p', passphrase: canary, passphraseFile: '/b' } },
    { identity: canary },
    { identity: { certificateKeyFile: { pem: canary }, pkcs12: canary } },
    { trust: { anchors: [{ pem: canary, file: canary }] } },
    { trust: { anchors: canary } },
    { secureContext: canary },
    { revocation: canary },
    { reload: canary, tls: canary, refuseInsecure: canary },
    { insecure: { reason: 'lab', until: canary } },
    { protocol: { minVersion: canary, maxVersion: canary, ciphers: [canary] } },
    { peer: { verify: canary, profile: canary, names: { a: [canary] }, pins: canary } },
    { password: canary },
  ];
  for (const settings of wrong) {
    it(`never quotes the value: ${Object.keys(settings).join()} (${wrong.indexOf(settings)})`, () => {
      const error = refusal(() => complete(settings));
      for (const text of [
        ...printed(error),
        error.message,
        error.stack ?? '',
        error.action ?? '',
        String(error),
      ]) {
        expect(text).not.to.contain(canary);
      }
    });
  }
});
