import { expect } from 'chai';
import { agreed, findWritings, withoutWords, wordTable, Writings } from '../../src/adapter.js';
import { refusal } from './stage.js';

const TABLE = wordTable({ ca_cert: 'text', verify_ssl_cert: 'flag', tlsCAFile: 'text', tlsInsecure: 'flag' });
const STRICT = wordTable({ ca: 'material', proxy: 'text' }, () => true);

describe('the words of a dialect', () => {
  it('does not mind case and underscores', () => {
    for (const name of ['ca_cert', 'caCert', 'CA_CERT', 'cacert', 'CACert']) {
      expect(TABLE.find(name), name).to.equal('ca_cert');
    }
    expect(TABLE.find('ca-cert')).to.equal(undefined);
    expect(TABLE.find('__proto__')).to.equal(undefined);
    expect(TABLE.kind('verify_ssl_cert')).to.equal('flag');
  });

  it('refuses unknown names that begin with tls or ssl, with the nearest word, and leaves others alone', () => {
    const error = refusal(() => TABLE.demand('tlsCaFiel', 'option tlsCaFiel'));
    expect(error).to.include({ code: 'ERR_SETTING_UNKNOWN', place: 'option tlsCaFiel' });
    expect(error.message).to.equal('option tlsCaFiel: no such TLS word is known');
    expect(error.action).to.equal('Write tlsCAFile if that is meant.');
    expect(refusal(() => TABLE.demand('sslZebraCrossing', 'x')).action).to.equal(
      'Correct the word or leave it out.',
    );
    expect(TABLE.demand('ca_certt', 'x')).to.equal(undefined);
    expect(TABLE.demand('maxPoolSize', 'x')).to.equal(undefined);
  });

  it('refuses every unknown name where all must be known', () => {
    const error = refusal(() => STRICT.demand('proxi', 'option proxi'));
    expect(error.message).to.equal('option proxi: no such word is known');
    expect(error.action).to.equal('Write proxy if that is meant.');
    expect(STRICT.demand('CA', 'x')).to.equal('ca');
  });

  it('finds words in options with their places, also inside another option', () => {
    const found = findWritings(TABLE, {
      caCert: '/ca.pem',
      timeout: 3,
      verify_ssl_cert: null,
      tlsCAFile: undefined,
    });
    expect(found).to.deep.equal([{ word: 'ca_cert', place: 'option caCert', value: '/ca.pem' }]);
    expect(findWritings(STRICT, { ca: 'x' }, 'sslOptions')[0]?.place).to.equal('option sslOptions.ca');
    expect(findWritings(TABLE, undefined)).to.deep.equal([]);
    expect(findWritings(TABLE, null)).to.deep.equal([]);
  });

  it('refuses options that are no object', () => {
    for (const options of ['x', 7, true, [], () => 1]) {
      expect(refusal(() => findWritings(TABLE, options))).to.include({
        code: 'ERR_SETTING_INVALID',
        place: 'options',
      });
    }
    expect(refusal(() => findWritings(TABLE, [], 'sslOptions')).place).to.equal('option sslOptions');
  });

  it('refuses one word in two spellings', () => {
    const error = refusal(() => findWritings(TABLE, { ca_cert: 'a', caCert: 'a' }));
    expect(error).to.include({ code: 'ERR_SETTING_CONFLICT', place: 'option caCert' });
  });

  it('leaves a name that could forge a log line out of its errors', () => {
    const error = refusal(() => findWritings(TABLE, { 'tls\nfake-log-line': 1 }));
    expect(error.place).to.equal('option (unprintable)');
    expect(error.message).not.to.contain('fake');
  });
});

describe('what was written', () => {
  const writings = new Writings<'a' | 'b' | 'c'>([
    { word: 'a', place: 'URI option a', value: '1' },
    { word: 'b', place: 'option b', value: 1 },
    { word: 'a', place: 'option a', value: 1 },
  ]);

  it('is found by word, in the order of the words', () => {
    expect(writings.of('b', 'a').map(({ place }) => place)).to.deep.equal([
      'option b',
      'URI option a',
      'option a',
    ]);
    expect(writings.of('c')).to.deep.equal([]);
  });

  it('has one value where all places agree on what they mean', () => {
    expect(writings.one(['a', 'b'], ({ value }) => Number(value))).to.deep.equal({
      value: 1,
      place: 'URI option a',
    });
    expect(writings.one(['c'], () => 1)).to.equal(undefined);
  });

  it('is a conflict with both places where they differ, without the values', () => {
    const error = refusal(() => writings.one(['a', 'b'], ({ value }) => value));
    expect(error.code).to.equal('ERR_SETTING_CONFLICT');
    expect(error.message).to.equal('URI option a and option a: they say different things');
  });

  it('agrees past places that say nothing', () => {
    const said = { value: [1], place: 'x' };
    expect(agreed([undefined, said, undefined, { value: [1], place: 'y' }])).to.equal(said);
    expect(agreed([undefined])).to.equal(undefined);
  });

  it('is taken out of what is handed on, symbols and the input itself untouched', () => {
    const key = Symbol('driver');
    const options = { caCert: '/ca.pem', timeout: 3, [key]: 1 };
    const rest = withoutWords(options, (name) => TABLE.find(name) !== undefined);
    expect(rest).to.deep.equal({ timeout: 3, [key]: 1 });
    expect(options).to.have.property('caCert');
  });
});
