import { expect } from 'chai';
import { complete, refusal, refused } from './stage.js';

const canary = 'CANARY-3f9a';

describe('a setting of the wrong kind', () => {
  const wrong: readonly (readonly [settings: unknown, message: string])[] = [
    [null, 'settings: must be a group of settings, is null'],
    [canary, 'settings: must be a group of settings, is a string'],
    [5, 'settings: must be a group of settings, is a number'],
    [[canary], 'settings: must be a group of settings, is a list'],
    [() => canary, 'settings: must be a group of settings, is a function'],
    [{ tls: canary }, 'tls: must be true or false, is a string'],
    [{ tls: null }, 'tls: must be true or false, is null'],
    [{ trust: canary }, 'trust: must be a group of settings, is a string'],
    [{ trust: [] }, 'trust: must be a group of settings, is a list'],
    [{ trust: new Map([[canary, 1]]) }, 'trust: must be a group of settings, is a Map'],
    [{ trust: Promise.resolve(canary) }, 'trust: must be a group of settings, is a Promise'],
    [
      { trust: { anchors: canary } },
      "trust.anchors: must be 'system', 'node' or a list; put a single path in a list",
    ],
    [{ trust: { anchors: 5 } }, "trust.anchors: must be 'system', 'node' or a list, is a number"],
    [
      { trust: { anchors: ['/a', 5] } },
      "trust.anchors[1]: must be a path, 'system', 'node', { file }, { directory }, { pem } or { firstOf }, is a number",
    ],
    [{ trust: { anchors: [''] } }, 'trust.anchors[0]: must not be empty'],
    [{ trust: { anchors: [{ file: [canary] }] } }, 'trust.anchors[0].file: must be text, is a list'],
    [
      { trust: { anchors: [{ firstOf: canary }] } },
      'trust.anchors[0].firstOf: must be a list of paths, is a string',
    ],
    [{ trust: { anchors: [{ firstOf: [] }] } }, 'trust.anchors[0].firstOf: must not be empty'],
    [
      { trust: { anchors: [{ firstOf: [{ environment: canary }] }] } },
      'trust.anchors[0].firstOf[0].environment: must be one of SSL_CERT_FILE',
    ],
    [{ trust: { anchors: [{ firstOf: [5] }] } }, 'trust.anchors[0].firstOf[0]: must be text, is a number'],
    [
      { trust: { anchors: [{ firstOf: ['/a'], named: 5 }] } },
      'trust.anchors[0].named: must be text, is a number',
    ],
    [
      { trust: { anchors: [{ der: canary }] } },
      'trust.anchors[0].der: must be DER bytes (a Uint8Array), is a string',
    ],
    [{ trust: { partialChain: canary } }, 'trust.partialChain: must be true or false, is a string'],
    [
      { identity: canary },
      'identity: must be { certificateKeyFile }, { certificate, key } or { pkcs12 }, is a string',
    ],
    [
      { identity: {} },
      'identity: must be { certificateKeyFile }, { certificate, key } or { pkcs12 }, is an object',
    ],
    [
      { identity: { certificateKeyFile: 5 } },
      'identity.certificateKeyFile: must be a path, { file } or { pem }, is a number',
    ],
    [
      { identity: { certificateKeyFile: { der: Buffer.of(1) } } },
      'identity.certificateKeyFile: must be a path, { file } or { pem }, is an object',
    ],
    [{ identity: { certificate: '/c' } }, 'identity.key: is missing'],
    [{ identity: { key: '/k' } }, 'identity.certificate: is missing'],
    [
      { identity: { pkcs12: '/p', passphrase: Buffer.from(canary) } },
      'identity.passphrase: must be text, is bytes',
    ],
    [{ identity: { pkcs12: '/p', passphraseFile: '' } }, 'identity.passphraseFile: must not be empty'],
    [{ peer: canary }, 'peer: must be a group of settings, is a string'],
    [{ peer: { verify: canary } }, 'peer.verify: must be one of full, chain, none'],
    [{ peer: { verify: false } }, 'peer.verify: must be one of full, chain, none'],
    [{ peer: { servername: 5 } }, 'peer.servername: must be text, is a number'],
    [{ peer: { names: canary } }, 'peer.names: must be a map from address to name, is a string'],
    [{ peer: { names: { 'db.example': 5 } } }, 'peer.names.db.example: must be text, is a number'],
    [{ peer: { profile: canary } }, 'peer.profile: must be one of strict, openssl'],
    [{ peer: { pins: canary } }, 'peer.pins: must be a list of pins, is a string'],
    [{ revocation: canary }, 'revocation: must be one of off'],
    [{ protocol: canary }, 'protocol: must be a group of settings, is a string'],
    [
      { protocol: { minVersion: 'TLSv1.4' } },
      'protocol.minVersion: must be one of TLSv1, TLSv1.1, TLSv1.2, TLSv1.3',
    ],
    [
      { protocol: { maxVersion: 1.2 } },
      'protocol.maxVersion: must be one of TLSv1, TLSv1.1, TLSv1.2, TLSv1.3',
    ],
    [{ protocol: { ciphers: [canary] } }, 'protocol.ciphers: must be text, is a list'],
    [{ protocol: { groups: '' } }, 'protocol.groups: must not be empty'],
    [
      { protocol: { legacyRenegotiation: 1 } },
      'protocol.legacyRenegotiation: must be true or false, is a number',
    ],
    [
      { secureContext: canary },
      'secureContext: must be a native context of tls.createSecureContext, is a string',
    ],
    [
      { secureContext: { context: canary } },
      'secureContext: must be a native context of tls.createSecureContext, is an object',
    ],
    [{ credentials: canary }, 'credentials: must be a group of settings, is a string'],
    [{ credentials: { username: 5 } }, 'credentials.username: must be text, is a number'],
    [{ credentials: { password: [canary] } }, 'credentials.password: must be text, is a list'],
    [{ credentials: { passwordFile: 5 } }, 'credentials.passwordFile: must be text, is a number'],
    [{ credentials: { mechanism: 5 } }, 'credentials.mechanism: must be text, is a number'],
    [{ reload: true }, 'reload: must be false or { quietMs, pollMs }; leave it out to reload by itself'],
    [{ reload: 500 }, 'reload: must be a group of settings, is a number'],
    [{ reload: { quietMs: '500' } }, 'reload.quietMs: must be a number of milliseconds, is a string'],
    [{ reload: { quietMs: Number.NaN } }, 'reload.quietMs: must be a number of milliseconds, is a number'],
    [{ reload: { quietMs: 0.5 } }, 'reload.quietMs: must be a whole number of milliseconds'],
    [{ reload: { quietMs: -1 } }, 'reload.quietMs: must be at least 0 ms'],
    [{ reload: { quietMs: 60_001 } }, 'reload.quietMs: must be at most 60000 ms'],
    [{ reload: { pollMs: 19 } }, 'reload.pollMs: must be at least 20 ms'],
    [{ reload: { pollMs: Infinity } }, 'reload.pollMs: must be a whole number of milliseconds'],
    [{ insecure: true }, 'insecure: must be a group of settings, is a boolean'],
    [{ insecure: {} }, 'insecure.reason: is missing'],
    [{ insecure: { reason: '' } }, 'insecure.reason: must not be empty'],
    [{ insecure: { reason: 'lab', owner: 5 } }, 'insecure.owner: must be text, is a number'],
    [{ refuseInsecure: 'yes' }, 'refuseInsecure: must be true or false, is a string'],
  ];
  for (const [settings, message] of wrong) {
    it(`is refused: ${message}`, () => {
      const messages = refused(settings);
      expect(messages).to.deep.equal([`ERR_SETTING_INVALID ${message}`]);
      expect(messages.join()).not.to.contain(canary);
    });
  }

  for (const [settings, action] of [
    [{ insecure: {} }, 'Add it.'],
    [{ peer: { servername: '' } }, 'Give it a value, or leave it out.'],
    [{ tls: null }, 'Give it a value, or leave it out.'],
    [{ tls: 'true' }, 'Write it without quotes.'],
    [{ reload: { pollMs: '500' } }, 'Write it without quotes.'],
    [{ credentials: { username: 5 } }, 'Put it in quotes.'],
    [{ trust: '/ca.pem' }, 'Write one key for each setting in it, or leave it out.'],
    [{ peer: { verify: 'some' } }, 'Write it so, or leave it out.'],
  ] as const) {
    it(`is told with what to do: ${JSON.stringify(settings)}`, () => {
      expect(refusal(() => complete(settings)).action).to.equal(action);
    });
  }

  it('is told together with every other one, each with its place', () => {
    expect(refused({ tls: 1, peer: { verify: 2 }, reload: { pollMs: 1 } })).to.have.length(3);
  });

  it('is told at most twenty times, so that a list of nonsense stays readable', () => {
    const anchors = Array.from({ length: 100_000 }, () => 5);
    expect(refused({ trust: { anchors } })).to.have.length(20);
  });
});

describe('the date of insecure.until', () => {
  const until = (date: unknown): Date | undefined =>
    complete({ insecure: { reason: 'lab', until: date } }).insecure?.until;

  const dates: readonly (readonly [string, string])[] = [
    ['2030-12-31', '2030-12-31T00:00:00.000Z'],
    ['2030-12-31T18:30Z', '2030-12-31T18:30:00.000Z'],
    ['2030-12-31T18:30:15+02:00', '2030-12-31T16:30:15.000Z'],
    ['2030-12-31T18:30:15.250Z', '2030-12-31T18:30:15.250Z'],
    ['2028-02-29', '2028-02-29T00:00:00.000Z'],
  ];
  for (const [written, meant] of dates) {
    it(`may be ${written}`, () => {
      expect(until(written)?.toISOString()).to.equal(meant);
    });
  }

  it('may be a Date, which is copied', () => {
    const date = new Date('2030-12-31');
    const completed = until(date);
    date.setFullYear(2040);
    expect(completed?.toISOString()).to.equal('2030-12-31T00:00:00.000Z');
  });

  const nonsense = ['', '5', '2030', '12/31/2030', '2030-02-30', '2029-02-29', '2030-13-01', 'tomorrow'];
  const others = ['2030-12-31T25:00Z', '2030-12-31 18:00', 20301231, Number.NaN, null, new Date(Number.NaN)];
  for (const date of [...nonsense, ...others]) {
    it(`may not be ${typeof date === 'string' ? `'${date}'` : String(date)}`, () => {
      expect(() => until(date)).to.throw('insecure.until: must be a date such as 2030-12-31');
    });
  }
});
