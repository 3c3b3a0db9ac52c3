import { expect } from 'chai';
import { cratedbAdapter, type CrateInput } from '@security-context/cratedb';
import { SecurityError } from '@security-context/core';

const read = (input: CrateInput) => cratedbAdapter.read(input);

/** Also for what only JavaScript can write. */
function refusal(input: object): SecurityError {
  try {
    read(input);
  } catch (error) {
    if (SecurityError.is(error)) return error;
    throw error;
  }
  throw new Error('the input was taken');
}

describe('the dialect of CrateDB', () => {
  it('takes every word of crate-python', () => {
    const reading = read({
      servers: ['https://a:4200', 'https://b:4200'],
      ca_cert: 'ca.pem',
      verify_ssl_cert: true,
      cert_file: 'app.crt',
      key_file: 'app.key',
      key_password: 'open',
      ssl_relax_minimum_version: true,
      username: 'app',
      password: 'pw',
      timeout: 5,
      schema: 'shop',
      error_trace: true,
      pool_size: 4,
      compress: false,
    });
    expect(reading.settings).to.deep.equal({
      trust: { anchors: [{ file: 'ca.pem' }] },
      peer: { verify: 'full' },
      identity: { certificate: 'app.crt', key: 'app.key', passphrase: 'open' },
      protocol: { minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' },
      credentials: { username: 'app', password: 'pw' },
    });
    expect(reading.rest).to.deep.equal({
      servers: ['https://a:4200', 'https://b:4200'],
      timeout: 5,
      schema: 'shop',
      error_trace: true,
      pool_size: 4,
      compress: false,
    });
    expect(reading.places).to.include({ 'trust.anchors': 'option ca_cert', 'credentials.username': 'option username' }); // prettier-ignore
    expect(reading.plaintext).to.deep.equal([]);
  });

  it('takes the same in camelCase, beside a url, and in the options of a settings file', () => {
    const reading = read({
      url: 'https://a:4200',
      options: { caCert: 'ca.pem', verifySslCert: false, certFile: 'app.pem', errorTrace: true },
    });
    expect(reading.settings).to.deep.equal({
      trust: { anchors: [{ file: 'ca.pem' }] },
      peer: { verify: 'none' },
      identity: { certificateKeyFile: 'app.pem' },
    });
    expect(reading.rest).to.deep.equal({ url: 'https://a:4200', options: { errorTrace: true } });
    expect(reading.places?.['peer.verify']).to.equal('option options.verifySslCert');
  });

  it('takes a token for user and password', () => {
    const { settings } = read({ servers: 'https://a', jwt_token: 'abc' });
    expect(settings.credentials).to.deep.equal({ mechanism: 'JWT', password: 'abc' });
  });

  it('says nothing about what is not written, or is written undefined', () => {
    expect(read({ servers: 'https://a', ssl_relax_minimum_version: false }).settings).to.deep.equal({});
    const input = { servers: 'https://a', ca_cert: undefined, username: null } as unknown as CrateInput;
    expect(read(input).settings).to.deep.equal({});
    expect(read(undefined as unknown as CrateInput).settings).to.deep.equal({});
  });

  for (const [written, urls] of [
    ['https://a:4200 https://b:4200/', ['https://a:4200', 'https://b:4200']],
    ['a b:4200', ['https://a', 'https://b:4200']],
    ['crate://a crate://b:4300', ['https://a:4200', 'https://b:4300']],
    ['HTTPS://A:443/proxy/', ['https://a:443/proxy']],
    [
      ['https://[::1]:4200', 'https://a', 'https://a/'],
      ['https://[::1]:4200', 'https://a'],
    ],
    ['http://a:4200', ['http://a:4200']],
    ['https://u:80@a/x:80/y', ['https://a/x:80/y']],
  ] as const) {
    it(`reads the servers ${String(written)}`, () => {
      expect(read({ servers: written }).rest.servers).to.deep.equal(urls);
    });
  }

  it('reads its own rest again as it was', () => {
    const first = read({ url: 'https://u:p%40w@a:443/x http://u:p%40w@b', options: { timeout: 3 } });
    expect(first.settings.credentials).to.deep.equal({ username: 'u', password: 'p@w' });
    const second = read(first.rest);
    expect(second).to.deep.include({ settings: {}, rest: first.rest, plaintext: ['http://b'] });
  });

  it('takes a port from nowhere but its place', () => {
    const ports = (servers: string) => cratedbAdapter.endpoints?.({ servers }).map(({ port }) => port);
    expect(ports('https://u:80@a/x:80/y https://[::80] https://a:0443')).to.deep.equal([443, 443, 443]);
  });

  it('tells which servers are spoken to in the clear, and which have a certificate', () => {
    const input = { servers: ['https://a', 'http://b:80', 'https://[::1]:4200'] };
    expect(read(input).plaintext).to.deep.equal(['http://b:80']);
    expect(cratedbAdapter.endpoints?.(input)).to.deep.equal([
      { host: 'a', port: 443 },
      { host: '::1', port: 4200 },
    ]);
  });

  for (const [what, input, code, place] of [
    ['an unknown word', { ca_certs: 'x' }, 'ERR_SETTING_UNKNOWN', 'option ca_certs'],
    ['an unknown word that has nothing to do with TLS', { backoff_factor: 1 }, 'ERR_SETTING_UNKNOWN', 'option backoff_factor'], // prettier-ignore
    [
      'an unknown word in the options',
      { options: { retries: 1 } },
      'ERR_SETTING_UNKNOWN',
      'option options.retries',
    ],
    ['one word in two spellings', { ca_cert: 'x', caCert: 'x' }, 'ERR_SETTING_CONFLICT', 'option caCert'],
    ['two values for one word', { ca_cert: 'x', options: { ca_cert: 'y' } }, 'ERR_SETTING_CONFLICT', 'option ca_cert and option options.ca_cert'], // prettier-ignore
    ['an empty list of servers', { servers: [] }, 'ERR_SETTING_INVALID', 'option servers'],
    ['no text for servers', { servers: ' ' }, 'ERR_SETTING_INVALID', 'option servers'],
    [
      'servers that are neither text nor a list',
      { servers: { a: 1 } },
      'ERR_SETTING_INVALID',
      'option servers',
    ],
    ['a server that is no text', { servers: ['https://a', 5] }, 'ERR_SETTING_INVALID', 'option servers[1]'],
    ['a server that is no URL', { servers: 'https://a:port' }, 'ERR_SETTING_INVALID', 'option servers'],
    ['a server without a host', { servers: 'https:///a' }, 'ERR_SETTING_INVALID', 'option servers'],
    ['a server of another scheme', { servers: 'ftp://a' }, 'ERR_SETTING_INVALID', 'option servers'],
    ['a line break in a server', { servers: ['https://a\n.b'] }, 'ERR_SETTING_INVALID', 'option servers'],
    ['a query', { url: 'crate://a?ssl=true' }, 'ERR_SETTING_INVALID', 'url'],
    ['a fragment', { servers: 'https://a#b' }, 'ERR_SETTING_INVALID', 'option servers'],
    ['a malformed login', { servers: 'https://a%zz:b@c' }, 'ERR_SETTING_INVALID', 'option servers'],
    ['a slash in a login', { servers: 'https://u:123/4@c' }, 'ERR_SETTING_INVALID', 'option servers'],
    ['a password without a user', { servers: 'https://:b@c' }, 'ERR_SETTING_INVALID', 'option servers'],
    ['servers given twice', { url: 'https://a', servers: 'https://a' }, 'ERR_SETTING_CONFLICT', 'url and option servers'], // prettier-ignore
    ['two logins', { servers: 'https://u:p@a https://v:p@a' }, 'ERR_SETTING_CONFLICT', 'login in option servers and login in option servers'], // prettier-ignore
    ['two passwords', { servers: 'https://u:p@a', password: 'q' }, 'ERR_SETTING_CONFLICT', 'option password and login in option servers'], // prettier-ignore
    ['a token beside a user', { jwt_token: 't', username: 'u' }, 'ERR_SETTING_CONFLICT', 'option jwt_token and option username'], // prettier-ignore
    ['a key without a certificate', { key_file: 'k' }, 'ERR_SETTING_INVALID', 'option key_file'],
    ['a flag that is none', { verify_ssl_cert: 'no' }, 'ERR_SETTING_INVALID', 'option verify_ssl_cert'],
    ['an empty path', { ca_cert: '' }, 'ERR_SETTING_INVALID', 'option ca_cert'],
  ] as const) {
    it(`refuses ${what}`, () => {
      expect(refusal(input)).to.include({ code, place });
      expect(refusal(input).action).to.be.a('string').that.is.not.empty;
    });
  }
});
