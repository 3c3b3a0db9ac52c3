import { constants } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import { expect } from 'chai';
import { findWritings, readNodeTls, Writings } from '../../src/adapter.js';
import { NODE, readNode, refusal } from './stage.js';

const der = Buffer.from([0x30]);
const settings = (options: object) => readNode(options).settings;
const refused = (options: object) => refusal(() => readNode(options));

describe('Node’s words for TLS', () => {
  it('are all read, with their places', () => {
    const { settings: found, places } = readNode({
      ca: 'anchor',
      allowPartialTrustChain: true,
      cert: 'c',
      key: 'k',
      passphrase: 'p',
      rejectUnauthorized: true,
      servername: 'db',
      crl: 'r',
      minVersion: 'TLSv1.2',
      maxVersion: 'TLSv1.3',
      ciphers: 'AES128-SHA',
      ecdhCurve: 'X25519',
      secureOptions: constants.SSL_OP_LEGACY_SERVER_CONNECT,
    });
    expect(found).to.deep.equal({
      trust: { anchors: [{ pem: 'anchor' }], partialChain: true },
      identity: { certificate: { pem: 'c' }, key: { pem: 'k' }, passphrase: 'p' },
      peer: { verify: 'full', servername: 'db' },
      revocation: { crl: { sources: [{ pem: 'r' }], check: 'chain' } },
      protocol: {
        minVersion: 'TLSv1.2',
        maxVersion: 'TLSv1.3',
        ciphers: 'AES128-SHA',
        groups: 'X25519',
        legacyRenegotiation: true,
      },
    });
    expect(places).to.include({
      'trust.anchors': 'option ca',
      identity: 'option cert',
      'identity.key': 'option key',
      'peer.verify': 'option rejectUnauthorized',
      'protocol.groups': 'option ecdhCurve',
    });
    expect(readNode({})).to.deep.equal({ settings: {}, places: {} });
  });

  it('give one client certificate, locked in Node’s ways', () => {
    expect(settings({ cert: ['c'], key: [{ pem: 'k', passphrase: 'p' }] })).to.deep.equal({
      identity: { certificate: { pem: 'c' }, key: { pem: 'k' }, passphrase: 'p' },
    });
    expect(settings({ pfx: [{ buf: der, passphrase: 'p' }] })).to.deep.equal({
      identity: { pkcs12: { der }, passphrase: 'p' },
    });
    expect(settings({ pfx: der })).to.deep.equal({ identity: { pkcs12: { der } } });
    expect(settings({ passphrase: 'p' })).to.deep.equal({ identity: { passphrase: 'p' } });
  });

  it('refuse halves of a certificate, several, and passphrases that differ', () => {
    expect(refused({ cert: 'c' }).message).to.equal('option cert: it needs key beside it');
    expect(refused({ key: 'k' }).message).to.equal('option key: it needs cert beside it');
    expect(refused({ cert: ['a', 'b'], key: 'k' }).message).to.contain('exactly one');
    expect(refused({ cert: 'c', key: 'k', pfx: der }).place).to.equal('option cert and option pfx');
    expect(refused({ pfx: 'text' }).place).to.equal('option pfx');
    const error = refused({ cert: 'c', key: { pem: 'k', passphrase: 'hunter2' }, passphrase: 'hunter3' });
    expect(error.place).to.equal('option passphrase and option key');
    expect(JSON.stringify(error)).not.to.contain('hunter');
  });

  it('are a conflict where one certificate, or CA, is written differently in two places', () => {
    for (const [outer, inner] of [
      [{ cert: 'c', key: 'k' }, { cert: 'other' }],
      [{ cert: 'c', key: 'k' }, { key: 'other' }],
      [{ ca: 'a' }, { ca: 'other' }],
    ] as const) {
      const both = new Writings([...findWritings(NODE, outer), ...findWritings(NODE, inner, 'connect')]);
      const error = refusal(() => readNodeTls(both));
      expect(error.code).to.equal('ERR_SETTING_CONFLICT');
      expect(error.place).to.contain('option connect.');
    }
  });

  it('weigh verification together with what the dialect says in words of its own', () => {
    const named = { value: false, place: 'option check_hostname' };
    expect(readNode({ rejectUnauthorized: true }, { checksName: named }).settings).to.deep.equal({
      peer: { verify: 'chain' },
    });
    expect(settings({ rejectUnauthorized: false })).to.deep.equal({ peer: { verify: 'none' } });
    const error = refusal(() =>
      readNode({ rejectUnauthorized: false }, { checksChain: { value: true, place: 'option verify_mode' } }),
    );
    expect(error.place).to.equal('option verify_mode and option rejectUnauthorized');
  });

  it('take no paths, and say in the dialect’s words what does', () => {
    expect(refused({ ca: '/ca.pem' }).action).to.contain('trust.anchors');
    expect(refused({ cert: '/app.pem', key: 'k' }).action).to.contain('identity.certificate');
    const beside = { forAnchorPaths: 'Use cafile.', forIdentityPaths: 'Use certfile.' };
    expect(refusal(() => readNode({ ca: '/ca.pem' }, beside)).action).to.equal('Use cafile.');
    expect(refusal(() => readNode({ cert: 'c', key: '/k.pem' }, beside)).action).to.equal('Use certfile.');
    expect(refusal(() => readNode({ cert: 'c' }, beside)).action).to.equal('Add key. Use certfile.');
  });

  it('take of OpenSSL’s options only legacy renegotiation', () => {
    for (const secureOptions of [0, constants.SSL_OP_NO_TLSv1, constants.SSL_OP_LEGACY_SERVER_CONNECT | 1]) {
      expect(refused({ secureOptions }).action).to.contain('protocol.minVersion');
    }
  });

  it('hand a ready native context on as it is', () => {
    const secureContext = createSecureContext();
    expect(settings({ secureContext })?.secureContext).to.equal(secureContext);
  });

  it('are refused with a reason where there is no setting for them', () => {
    for (const word of ['checkServerIdentity', 'session', 'secureProtocol']) {
      expect(refused({ [word]: 'x' }), word).to.include({
        code: 'ERR_SETTING_INVALID',
        place: `option ${word}`,
      });
    }
    const words = [
      'requestOCSP',
      'pskCallback',
      'sigalgs',
      'privateKeyEngine',
      'privateKeyIdentifier',
      'clientCertEngine',
    ];
    for (const word of words) {
      expect(refused({ [word]: 'x' }), word).to.include({
        code: 'ERR_ADAPTER_CANNOT_HONOUR',
        place: `option ${word}`,
      });
    }
    expect(refused({ checkServerIdentity: false }).code).to.equal('ERR_SETTING_INVALID');
    expect(settings({ requestOCSP: false, checkServerIdentity: undefined })).to.deep.equal({});
  });
});
