import { inspect } from 'node:util';
import type { CloudInput } from '@security-context/cloud';
import { expect } from 'chai';
import { readCloudInput } from '../src/dialect.js';
import { refusal } from './refusal.js';

const SSL_CERT_FILE = { environment: 'SSL_CERT_FILE' };
const read = (options?: object) => readCloudInput({ ...(options && { options }) });

describe('the words of Libcloud', () => {
  it('are settings, each with its place', () => {
    const options = { CA_CERTS_PATH: ['/a', '/b'], VERIFY_SSL_CERT: 'false', sslVersion: 'PROTOCOL_TLSv1_2' };
    expect(read(options)).to.deep.equal({
      settings: {
        trust: { anchors: [{ firstOf: [SSL_CERT_FILE, '/a', '/b'], named: 'CA_CERTS_PATH' }] },
        peer: { verify: 'none' },
        protocol: { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' },
      },
      places: {
        'trust.anchors': 'option CA_CERTS_PATH',
        'peer.verify': 'option VERIFY_SSL_CERT',
        'protocol.minVersion': 'option sslVersion',
        'protocol.maxVersion': 'option sslVersion',
      },
      rest: { options: {} },
    });
  });

  it('say nothing where nothing is written', () => {
    for (const input of [undefined, {}, { options: undefined }] as (CloudInput | undefined)[]) {
      expect(readCloudInput(input)).to.deep.equal({ settings: {}, places: {}, rest: {} });
    }
  });

  it('may append to the default list, as data a settings file can hold', () => {
    const { settings } = read({ caCertsPath: { append: ['/private.pem'] } });
    const [first, ...others] = settings.trust?.anchors as [{ firstOf: string[] }];
    expect(first.firstOf).to.have.length(1 + 6 + 1);
    expect(first.firstOf.at(-1)).to.equal('/private.pem');
    expect(others).to.deep.equal([{ file: '/private.pem' }]);
  });

  it('keep how to connect for the adapter', () => {
    const http = { proxy: 'http://proxy:3128', connections: 2, connectTimeoutMs: 1, keepAliveTimeoutMs: 2 };
    expect(read({ ...http, verifySslCert: true }).rest).to.deep.equal({ options: http });
  });

  it('keep how to connect in any spelling: a proxy is not passed over', () => {
    const { rest } = read({ PROXY: 'http://proxy:3128', keep_alive_timeout_ms: 2, Connections: 3 });
    expect(rest.options).to.deep.equal({
      proxy: 'http://proxy:3128',
      keepAliveTimeoutMs: 2,
      connections: 3,
    });
  });

  for (const value of ['3', 0, -1, 1.5, Infinity, 2 ** 31]) {
    it(`refuse ${inspect(value)} for connections and for milliseconds`, () => {
      for (const word of ['connections', 'connectTimeoutMs', 'keepAliveTimeoutMs']) {
        expect(refusal(() => read({ [word]: value }))).to.include({ code: 'ERR_SETTING_INVALID' });
      }
    });
  }

  it('know each version by the name of Python and of Node', () => {
    for (const [names, protocol] of [
      [['PROTOCOL_TLSv1_2', 'TLSv1.2'], { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' }],
      [['TLSv1.3'], { minVersion: 'TLSv1.3', maxVersion: 'TLSv1.3' }],
      [['PROTOCOL_SSLv23', 'PROTOCOL_TLS', 'PROTOCOL_TLS_CLIENT'], { minVersion: 'TLSv1.2' }],
    ] as const) {
      for (const name of names) expect(read({ SSL_VERSION: name }).settings.protocol).to.deep.equal(protocol);
    }
  });

  it('weaken signatures for versions OpenSSL 3 would not speak else', () => {
    for (const [word, version] of [
      ['PROTOCOL_TLSv1', 'TLSv1'],
      ['TLSv1', 'TLSv1'],
      ['PROTOCOL_TLSv1_1', 'TLSv1.1'],
      ['TLSv1.1', 'TLSv1.1'],
    ]) {
      expect(read({ SSL_VERSION: word }).settings.protocol).to.deep.equal({
        minVersion: version,
        maxVersion: version,
        ciphers: 'DEFAULT@SECLEVEL=0',
      });
    }
  });

  for (const [what, options, code, message] of [
    ['an unknown word', { caCertPath: '/a' }, 'ERR_SETTING_UNKNOWN', 'option caCertPath'],
    [
      'a word in two spellings',
      { caCertsPath: '/a', CA_CERTS_PATH: '/a' },
      'ERR_SETTING_CONFLICT',
      'more than once',
    ],
    ['a flag that is none', { verifySslCert: 'no' }, 'ERR_SETTING_INVALID', 'true or false'],
    ['SSLv3', { SSL_VERSION: 'PROTOCOL_SSLv3' }, 'ERR_SETTING_INVALID', 'option SSL_VERSION'],
    ['a version that is no text', { sslVersion: 1.2 }, 'ERR_SETTING_INVALID', 'option sslVersion'],
    ['a list that is a number', { caCertsPath: 5 }, 'ERR_SETTING_INVALID', 'a list of paths'],
    ['a path that is no text', { caCertsPath: ['/a', 5] }, 'ERR_SETTING_INVALID', 'a list of paths'],
    ['an empty path', { caCertsPath: '' }, 'ERR_SETTING_INVALID', 'a list of paths'],
    ['an unknown word of a list', { caCertsPath: { add: [] } }, 'ERR_SETTING_INVALID', 'add is unknown'],
    ['a search that is no list', { caCertsPath: { search: '/a' } }, 'ERR_SETTING_INVALID', 'a list of paths'],
  ] as const) {
    it(`refuse ${what}`, () => {
      const error = refusal(() => read(options));
      expect(error.code).to.equal(code);
      expect(error.message).to.include(message);
      expect(error.action).to.be.a('string');
    });
  }

  it('stand in the options, and a URL nowhere: an SDK knows its end point', () => {
    const error = refusal(() => readCloudInput({ url: 'https://s3.example/' } as CloudInput));
    expect(error.code).to.equal('ERR_SETTING_INVALID');
    expect(error.place).to.equal('url');
    expect(refusal(() => readCloudInput({ VERIFY_SSL_CERT: false } as CloudInput)).place).to.equal('input');
  });
});
