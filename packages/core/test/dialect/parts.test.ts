import { expect } from 'chai';
import {
  findWritings,
  identityFiles,
  mergeParts,
  negated,
  refuseWords,
  settingPart,
  verification,
  wordTable,
  Writings,
} from '../../src/adapter.js';
import { refusal } from './stage.js';

const at = <T>(value: T, place: string) => ({ value, place });

describe('the parts of a reading', () => {
  it('are one setting each, with its place', () => {
    expect(settingPart('tls', at(false, 'option ssl'))).to.deep.equal({
      settings: { tls: false },
      places: { tls: 'option ssl' },
    });
    expect(settingPart('peer.servername', at('db', 'option sni'))).to.deep.equal({
      settings: { peer: { servername: 'db' } },
      places: { 'peer.servername': 'option sni' },
    });
    expect(settingPart('trust.anchors', undefined)).to.deep.equal({});
  });

  it('are merged setting by setting, each keeping its place', () => {
    const merged = mergeParts([
      {},
      settingPart('peer.verify', at('chain', 'option a')),
      settingPart('peer.servername', at('db', 'option b')),
      settingPart('protocol.minVersion', at('TLSv1.3', 'option c')),
    ]);
    expect(merged).to.deep.equal({
      settings: { peer: { verify: 'chain', servername: 'db' }, protocol: { minVersion: 'TLSv1.3' } },
      places: { 'peer.verify': 'option a', 'peer.servername': 'option b', 'protocol.minVersion': 'option c' },
    });
    expect(mergeParts([])).to.deep.equal({ settings: {}, places: {} });
  });

  it('may say the same twice, which keeps the first place', () => {
    const twice = [settingPart('tls', at(true, 'first')), settingPart('tls', at(true, 'second'))];
    expect(mergeParts(twice)).to.deep.equal({ settings: { tls: true }, places: { tls: 'first' } });
  });

  it('are a conflict with both places where they differ, without the values', () => {
    const error = refusal(() =>
      mergeParts([
        settingPart('identity.passphrase', at('hunter2', 'URI option password')),
        settingPart('identity.passphrase', at('hunter3', 'option passphrase')),
      ]),
    );
    expect(error).to.include({
      code: 'ERR_SETTING_CONFLICT',
      place: 'URI option password and option passphrase',
    });
    expect(JSON.stringify(error)).not.to.contain('hunter');
  });

  it('name at most one client certificate', () => {
    const error = refusal(() =>
      mergeParts([
        settingPart('identity.certificateKeyFile', at('/a.pem', 'option certfile')),
        settingPart('identity.certificate', at({ pem: 'c' }, 'option cert')),
        settingPart('identity.key', at({ pem: 'k' }, 'option key')),
      ]),
    );
    expect(error.message).to.equal('option certfile and option cert: the client certificate is given twice');
  });
});

describe('verification in the words of a dialect', () => {
  const on = at(true, 'on');
  const off = at(false, 'off');

  it('is full when everything said is checked, and nothing when nothing is said', () => {
    expect(verification(on)).to.deep.equal({ value: 'full', place: 'on' });
    expect(verification(undefined, on)).to.deep.equal({ value: 'full', place: 'on' });
    expect(verification(undefined, undefined)).to.equal(undefined);
  });

  it('is the chain without the name, and none without the chain, whatever is said of the name', () => {
    expect(verification(on, off)).to.deep.equal({ value: 'chain', place: 'off' });
    expect(verification(undefined, off)?.value).to.equal('chain');
    expect(verification(off, on)).to.deep.equal({ value: 'none', place: 'off' });
  });

  it('can be read from words that mean the opposite', () => {
    expect(negated(on)).to.deep.equal({ value: false, place: 'on' });
    expect(negated(undefined)).to.equal(undefined);
  });
});

describe('a client certificate in files', () => {
  const TABLE = wordTable({ cert_file: 'text', key_file: 'text', password: 'text', host: 'text' });
  const read = (options: object) =>
    identityFiles(new Writings(findWritings(TABLE, options)), {
      certificate: ['cert_file'],
      key: ['key_file'],
      passphrase: ['password'],
    });

  it('is one file, or two, with what unlocks the key', () => {
    expect(read({ certFile: '/app.pem' }).settings).to.deep.equal({
      identity: { certificateKeyFile: '/app.pem' },
    });
    expect(read({ cert_file: '/app.pem', key_file: '/app.pem', password: 'p' })).to.deep.equal({
      settings: { identity: { certificate: '/app.pem', key: '/app.pem', passphrase: 'p' } },
      places: {
        identity: 'option cert_file',
        'identity.certificate': 'option cert_file',
        'identity.key': 'option key_file',
        'identity.passphrase': 'option password',
      },
    });
    expect(read({})).to.deep.equal({ settings: {}, places: {} });
  });

  it('may be half of one: another place may name the rest', () => {
    expect(read({ password: 'p' }).settings).to.deep.equal({ identity: { passphrase: 'p' } });
  });

  it('is no key without a certificate', () => {
    const error = refusal(() => read({ key_file: '/app.key' }));
    expect(error).to.include({ code: 'ERR_SETTING_INVALID', place: 'option key_file' });
    expect(error.action).to.equal('Add cert_file, or leave the key out.');
  });

  it('is read beside words that are refused, each with its reason', () => {
    const writings = new Writings(findWritings(TABLE, { host: 'db' }));
    const error = refusal(() =>
      refuseWords(writings, [[['password', 'host'], 'it says nothing', 'Leave it out.']]),
    );
    expect(error).to.include({ code: 'ERR_ADAPTER_CANNOT_HONOUR', message: 'option host: it says nothing' });
    refuseWords(writings, [[['password'], 'it says nothing', 'Leave it out.']]);
  });
});
