import { expect } from 'chai';
import { nearestWord } from '../../src/settings/nearest.js';
import { complete, refusal, refused } from './stage.js';

describe('an unknown setting', () => {
  const words: readonly (readonly [settings: unknown, message: string])[] = [
    [{ trsut: {} }, 'trsut: unknown setting; did you mean trust?'],
    [{ Tls: true }, 'Tls: unknown setting; did you mean tls?'],
    [{ creditals: {} }, 'creditals: unknown setting; did you mean credentials?'],
    [{ trust: { anchor: [] } }, 'trust.anchor: unknown setting; did you mean anchors?'],
    [{ peer: { serverName: 'a' } }, 'peer.serverName: unknown setting; did you mean servername?'],
    [{ protocol: { minVerison: 'x' } }, 'protocol.minVerison: unknown setting; did you mean minVersion?'],
    [{ reload: { poll: 1 } }, 'reload.poll: unknown setting; did you mean pollMs?'],
    [{ credentials: { user: 'a' } }, 'credentials.user: unknown setting; did you mean username?'],
    [{ insecure: { reason: 'a', untill: 'b' } }, 'insecure.untill: unknown setting; did you mean until?'],
    [
      { identity: { certificateKeyFile: '/a', passPhrase: 'x' } },
      'identity.passPhrase: unknown setting; did you mean passphrase?',
    ],
    [
      { trust: { rejectUnauthorized: false } },
      'trust.rejectUnauthorized: unknown setting; known here are anchors, partialChain',
    ],
    [
      { identity: { certificate: { file: '/a', encoding: 'x' }, key: '/k' } },
      'identity.certificate.encoding: unknown setting; known here are file',
    ],
    [
      { identity: { certFile: '/c', keyFile: '/k' } },
      'identity.certFile: unknown setting; did you mean certificate?',
    ],
    [
      { identity: { certificateKeyfile: '/c' } },
      'identity.certificateKeyfile: unknown setting; did you mean certificateKeyFile?',
    ],
    [{ trust: { anchors: [{ fiel: '/a' }] } }, 'trust.anchors[0].fiel: unknown setting; did you mean file?'],
    [
      { trust: { anchors: [{ dir: '/a' }] } },
      'trust.anchors[0].dir: unknown setting; did you mean directory?',
    ],
    [{ identity: { pkcs12: { fille: '/a' } } }, 'identity.pkcs12.fille: unknown setting; did you mean file?'],
    [{ trust: { ca: '/a' } }, 'trust.ca: unknown setting; did you mean anchors?'],
    [{ ssl: true }, 'ssl: unknown setting; did you mean tls?'],
  ];
  for (const [settings, message] of words) {
    it(`is refused: ${message}`, () => {
      expect(refused(settings)).to.deep.equal([`ERR_SETTING_UNKNOWN ${message}`]);
    });
  }

  for (const word of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
    it(`is refused as ${word} too, which JavaScript has a meaning for`, () => {
      const settings = JSON.parse(`{"${word}": {"verify": "none"}}`) as object;
      const [message, ...others] = refused(settings);
      expect(message).to.match(new RegExp(`^ERR_SETTING_UNKNOWN ${word}: unknown setting`));
      expect(others).to.deep.equal([]);
      const [nested] = refused({ peer: settings });
      expect(nested).to.match(new RegExp(`^ERR_SETTING_UNKNOWN peer.${word}: unknown setting`));
      expect(({} as { verify?: string }).verify).to.equal(undefined);
    });
  }

  for (const word of ['a[b', '[', '[::1]', 'a.b', '.', ']', 'a[0]']) {
    it(`is refused by its place when it looks like a path: ${word}`, () => {
      const [message] = refused({ [word]: 1 });
      expect(message).to.match(/^ERR_SETTING_UNKNOWN .+: unknown setting/);
      const [address] = refused({ peer: { names: { [word]: 1 } } });
      expect(address).to.equal(`ERR_SETTING_INVALID peer.names.${word}: must be text, is a number`);
    });
  }

  for (const [word, setting] of [
    ['tlsCAFile', 'trust.anchors'],
    ['ca', 'trust.anchors'],
    ['cert', 'identity.certificate'],
    ['key', 'identity.key'],
    ['pfx', 'identity.pkcs12'],
    ['rejectUnauthorized', 'peer.verify'],
    ['servername', 'peer.servername'],
    ['ssl', 'tls'],
    ['ssl_ca_certs', 'trust.anchors'],
  ] as const) {
    it(`is told as a driver's word, with the setting it is here: ${word}`, () => {
      const error = refusal(() => complete({ [word]: true }));
      expect(error.code).to.equal('ERR_SETTING_UNKNOWN');
      expect(error.action).to.equal(
        `Driver words go to secure(), or into the url and options of a named context; here it is ${setting}.`,
      );
    });
  }

  it('is a word to correct or leave out when it is no driver’s', () => {
    expect(refusal(() => complete({ trsut: {} })).action).to.equal('Correct the word or leave it out.');
    expect(refusal(() => complete({ identity: JSON.parse('{"constructor":1}') as object })).message).to.match(
      /^identity\.constructor: unknown setting/,
    );
  });

  it('is told on one line, however it is written', () => {
    const [message = ''] = refused({ ['a\nb\u001b[31m'.repeat(1000)]: 1 });
    expect(message).to.match(/^ERR_SETTING_UNKNOWN a\?b\?\[31ma\?b/);
    expect(message).not.to.match(/[\p{Cc}]/u);
    expect(message.length).to.be.lessThan(400);
  });
});

describe('the nearest known word', () => {
  it('is found in spite of case, a letter too many or too few, and two letters swapped', () => {
    const known = ['anchors', 'partialChain'];
    for (const word of ['ANCHORS', 'anchorss', 'achors', 'nachors', 'partialchain']) {
      expect(nearestWord(word, known), word).to.be.oneOf(known);
    }
  });

  it('is none for a word that is like no other, and for one without end', () => {
    expect(nearestWord('rejectUnauthorized', ['anchors'])).to.equal(undefined);
    expect(nearestWord('x'.repeat(1_000_000), ['anchors'])).to.equal(undefined);
    expect(nearestWord('anchors', [])).to.equal(undefined);
  });
});
