import { expect } from 'chai';
import { createSecureContext } from 'node:tls';
import type { DriverAdapter, Mechanism } from '../../src/binding/driver-adapter.js';
import { refuseUnenforceable } from '../../src/binding/enforcement.js';
import type { SecuritySettings } from '../../src/settings/security-settings.js';
import { complete, refusal } from '../settings/stage.js';

/** A driver that passes only this through. */
function driverWith(...mechanisms: Mechanism[]): DriverAdapter<undefined, object> {
  return {
    driver: 'double',
    urlSchemes: [],
    mechanisms,
    read: () => ({ settings: {}, rest: undefined }),
    bind: () => ({}),
  };
}

const everything: readonly Mechanism[] = [
  'liveContext',
  'livePem',
  'identityCheck',
  'lookup',
  'ownSocket',
  'sni',
  'noResumption',
  'credentialsPerConnection',
];

/** What each setting demands: any one of these is enough. */
const demands: readonly (readonly [what: string, SecuritySettings, anyOf: readonly Mechanism[], RegExp])[] = [
  [
    'rotation of certificate and trust',
    { peer: { verify: 'none' } },
    ['liveContext', 'livePem'],
    /must rotate \(needs liveContext or livePem\)/,
  ],
  [
    'a native context',
    { secureContext: createSecureContext(), peer: { verify: 'none' } },
    ['liveContext'],
    /secureContext is passed through \(needs liveContext\)/,
  ],
  ['the name of the server', {}, ['identityCheck'], /peer\.verify is 'full' \(needs identityCheck\)/],
  [
    'a name that is not checked',
    { peer: { verify: 'chain' } },
    ['identityCheck'],
    /peer\.verify is 'chain' \(needs identityCheck\)/,
  ],
  [
    'checks on every connection',
    {},
    ['noResumption', 'ownSocket'],
    /resumed session skips every check \(needs noResumption or ownSocket\)/,
  ],
  [
    'a server name',
    { peer: { servername: 'db.example' } },
    ['sni', 'ownSocket'],
    /peer\.servername \(needs sni or ownSocket\)/,
  ],
  [
    'a login from a function',
    { credentials: () => ({ username: 'a', password: 'b' }) },
    ['credentialsPerConnection'],
    /credentials is a function \(needs credentialsPerConnection\)/,
  ],
  [
    'a login from a function, without TLS',
    { tls: false, credentials: () => ({ username: 'a', password: 'b' }) },
    ['credentialsPerConnection'],
    /credentials is a function/,
  ],
  [
    'the end of plaintext',
    { tls: false, insecure: { reason: 'lab', until: '2999-12-31' } },
    ['ownSocket'],
    /insecure\.until ends a plaintext connection, .* \(needs ownSocket\)/,
  ],
];

describe('a driver', () => {
  for (const [what, settings, anyOf, message] of demands) {
    it(`that cannot keep it is refused, and told what is missing: ${what}`, () => {
      const without = everything.filter((mechanism) => !anyOf.includes(mechanism));
      const error = refusal(() => refuseUnenforceable(complete(settings), driverWith(...without)));
      expect(error.code).to.equal('ERR_ADAPTER_CANNOT_HONOUR');
      expect(error.message).to.match(/^adapter double: this driver cannot keep what the settings say: /);
      expect(error.message).to.match(message);
      expect(error.action).to.contain('Leave that setting out for this driver');
    });

    for (const one of anyOf) {
      it(`that has ${one} is accepted: ${what}`, () => {
        const others = everything.filter((mechanism) => !anyOf.includes(mechanism));
        refuseUnenforceable(complete(settings), driverWith(...others, one));
      });
    }
  }

  it('is told everything that is missing at once', () => {
    const { message } = refusal(() =>
      refuseUnenforceable(complete({ peer: { servername: 'a' } }), driverWith()),
    );
    expect(message.match(/\(needs /g)).to.have.length(4);
  });

  it('with no mechanism at all is accepted for what demands none', () => {
    refuseUnenforceable(complete({ tls: false }), driverWith());
    refuseUnenforceable(complete({ tls: false, insecure: { reason: 'lab' } }), driverWith());
    refuseUnenforceable(complete({ tls: false, credentials: { username: 'a' } }), driverWith());
  });

  it('needs no check of names where nothing is checked, and none to be sent where none is set', () => {
    refuseUnenforceable(complete({ peer: { verify: 'none' } }), driverWith('livePem'));
    refuseUnenforceable(complete({}), driverWith('livePem', 'identityCheck', 'noResumption'));
  });
});
