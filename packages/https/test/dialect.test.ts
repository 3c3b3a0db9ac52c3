import { createSecureContext } from 'node:tls';
import { expect } from 'chai';
import { secure, SecurityError } from '@security-context/core';
import type { DriverAdapter } from '@security-context/core/adapter';
import { httpEndpoints, readHttpInput } from '../src/dialect.js';
import type { HttpInput } from '../src/input.js';
import { readServers } from '../src/servers.js';

const LOGIN = 'https://app:p%40ss-hunter2@search.example:4200/path?x=1';

function refused(url: unknown, options?: unknown): SecurityError {
  try {
    readHttpInput({ url, options } as HttpInput);
  } catch (error) {
    if (SecurityError.is(error)) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

/** Gives back what a binding gets. */
const echo: DriverAdapter<HttpInput | undefined, { tls: boolean; rest: HttpInput | undefined }> = {
  driver: 'https',
  urlSchemes: ['https:', 'http:'],
  mechanisms: ['liveContext', 'identityCheck', 'sni', 'noResumption'],
  read: readHttpInput,
  bind: ({ tls }, rest) => ({ tls, rest }),
};

describe('the HTTPS dialect: servers', () => {
  it('says nothing where nothing is written', () => {
    for (const input of [undefined, {}, { options: {} }]) {
      expect(readHttpInput(input)).to.deep.equal({ settings: {}, places: {}, rest: {} });
      expect(httpEndpoints(input)).to.deep.equal([]);
    }
  });

  it('hands URLs on as they are written, one or many (promise 30)', () => {
    const url = 'https://search.example?b=%2F#f';
    expect(readHttpInput({ url })).to.deep.equal({ settings: {}, places: {}, plaintext: [], rest: { url } });
    const list = ['https://a.example', 'HTTPS://b.example:4200/'];
    expect(readHttpInput({ url: list }).rest).to.deep.equal({ url: list });
  });

  it('names the servers with their ports', () => {
    expect(
      httpEndpoints({ url: ['https://A.example', 'http://b.example', 'https://[::1]:4200/x'] }),
    ).to.deep.equal([
      { host: 'a.example', port: 443 },
      { host: 'b.example', port: 80 },
      { host: '::1', port: 4200 },
    ]);
  });

  it('tells of servers in the clear, and leaves TLS on for the others (promise 30)', () => {
    const reading = readHttpInput({ url: ['https://a.example', 'http://b.example:4200/x'] });
    expect(reading.plaintext).to.deep.equal(['http://b.example:4200']);
    expect(reading.settings).to.deep.equal({});
    expect(reading.defaults).to.equal(undefined);
  });

  it('is without TLS where every server is in the clear, which a written tls wins over (promise 30)', () => {
    for (const url of ['http://b.example', ['http://b.example', 'http://c.example']]) {
      const reading = readHttpInput({ url });
      expect(reading.defaults).to.deep.equal({ tls: false });
      expect(reading.places).to.deep.equal({ tls: 'url' });
      expect(reading.plaintext).to.have.length(Array.isArray(url) ? 2 : 1);
    }
  });

  it('is read again when it is bound, and means the same (promise 30)', async () => {
    const plain = await secure(
      echo,
      { url: 'http://127.0.0.1:1/' },
      { settings: { insecure: { reason: 'a test' } } },
    );
    expect(plain.tls).to.equal(false);
    expect(plain.rest).to.deep.equal({ url: 'http://127.0.0.1:1/' });
    await plain.context.close();
    const login = await secure(echo, { url: LOGIN, options: { connections: 2 } });
    expect(login.rest).to.deep.equal({
      url: 'https://search.example:4200/path?x=1',
      options: { connections: 2 },
    });
    await login.context.close();
  });

  it('refuses servers in the clear where anything insecure is refused (promise 30)', async () => {
    const settings = { refuseInsecure: true };
    const outcomes = await Promise.allSettled([
      secure(echo, { url: 'http://127.0.0.1:1/' }, { settings }),
      secure(echo, { url: ['https://127.0.0.1:1/', 'http://127.0.0.1:2/'] }, { settings }),
    ]);
    const errors = outcomes.map((outcome) =>
      outcome.status === 'rejected' ? (outcome.reason as SecurityError) : undefined,
    );
    expect(errors.map((error) => error?.code)).to.deep.equal([
      'ERR_INSECURE_REFUSED',
      'ERR_INSECURE_REFUSED',
    ]);
    expect(errors[1]?.place).to.equal('server http://127.0.0.1:2');
  });

  it('refuses TLS words where every server is in the clear: they would have no effect (promise 30)', async () => {
    const failure = await secure(echo, { url: 'http://127.0.0.1:1/', options: { ca: 'x' } }).catch(
      (error: unknown) => error,
    );
    expect(failure).to.have.property('code', 'ERR_SETTING_CONFLICT');
    expect(failure).to.have.property('place').that.contains('option ca');
  });

  it('refuses what is no URL of a known scheme, lists those, and quotes nothing', () => {
    for (const url of [
      'search.example:4200',
      'ftp://hunter2@h/',
      'user:hunter2@h',
      'https://',
      'https:h',
      '//h',
      '',
    ]) {
      const error = refused(url);
      expect(error, url).to.include({ code: 'ERR_SETTING_INVALID', place: 'url' });
      expect(error.message, url).to.contain('https:').and.to.contain('http:');
      expect(JSON.stringify(error)).not.to.contain('hunter2');
    }
    expect(refused(['https://a', 'x']).place).to.equal('url[1]');
  });

  it('refuses empty lists, what is no text, and characters that parsers read differently', () => {
    expect(refused([]).message).to.equal('url: the list is empty');
    for (const url of [7, null, {}, [['https://a']], ['https://a', undefined]]) {
      expect(refused(url).message).to.contain('must be text');
    }
    for (const url of ['https://a\n.example', ' https://a', 'https://a\\@b', 'https://a\u0000']) {
      expect(refused(url).message).to.contain('control character');
    }
  });
});

describe('the HTTPS dialect: login', () => {
  it('takes the login out of the URL', () => {
    const { settings, rest, places } = readHttpInput({ url: LOGIN });
    expect(settings).to.deep.equal({ credentials: { username: 'app', password: 'p@ss-hunter2' } });
    expect(rest).to.deep.equal({ url: 'https://search.example:4200/path?x=1' });
    expect(places).to.deep.equal({
      credentials: 'url',
      'credentials.username': 'user name in url',
      'credentials.password': 'password in url',
    });
  });

  it('takes a user name alone: the password may be in a file', () => {
    expect(readHttpInput({ url: 'https://app@h' })).to.deep.include({
      settings: { credentials: { username: 'app' } },
      rest: { url: 'https://h/' },
    });
  });

  it('wants one login for all servers, and sends it to none it was not written for', () => {
    const same = ['https://a:p@h1', 'https://a:p@h2'];
    expect(readHttpInput({ url: same }).rest.url).to.deep.equal(['https://h1/', 'https://h2/']);
    expect(refused(['https://a:hunter2@h1', 'https://a:hunter3@h2']).place).to.equal('url[0] and url[1]');
    const error = refused(['https://h1', 'https://a:hunter2@h2']);
    expect(error).to.include({ code: 'ERR_SETTING_CONFLICT', place: 'url[1] and url[0]' });
    expect(JSON.stringify(error)).not.to.contain('hunter');
  });

  it('refuses an empty user name and malformed escapes, without quoting them', () => {
    for (const url of ['https://:hunter2@h', 'https://app:hunter2%zz@h', 'https://hunter2%ff@h']) {
      const error = refused(url);
      expect(error.code).to.equal('ERR_SETTING_INVALID');
      expect(JSON.stringify(error)).not.to.contain('hunter2');
    }
  });

  it('tells a place of its own where the URLs stand elsewhere', () => {
    expect(() => readServers(['x'], 'option servers')).to.throw('option servers[0]: ');
    expect(readServers('https://h').urls).to.deep.equal(['https://h']);
  });
});

describe('the HTTPS dialect: options', () => {
  const read = (options: HttpInput['options']) => readHttpInput({ ...(options && { options }) });

  it('reads Node’s words for TLS, as https.Agent and as undici’s connect take them', () => {
    const secureContext = createSecureContext();
    const words = { ca: 'x', rejectUnauthorized: true, minVersion: 'TLSv1.3', servername: 'db' } as const;
    const settings = {
      trust: { anchors: [{ pem: 'x' }] },
      peer: { verify: 'full', servername: 'db' },
      protocol: { minVersion: 'TLSv1.3' },
    };
    expect(read(words)).to.deep.include({ settings, rest: {} });
    expect(read({ connect: words })).to.deep.include({ settings, rest: {} });
    expect(read({ ...words, connect: words }).places).to.include({ 'trust.anchors': 'option ca' });
    expect(read({ connect: { secureContext } }).places).to.deep.equal({
      secureContext: 'option connect.secureContext',
    });
  });

  it('refuses words that differ inside and outside of connect', () => {
    const error = refused(undefined, { cert: 'c', key: 'k', connect: { cert: 'd' } });
    expect(error).to.include({ code: 'ERR_SETTING_CONFLICT', place: 'option cert and option connect.cert' });
  });

  it('hands on what is not about TLS', () => {
    const options = {
      proxy: 'http://proxy.example:3128',
      connections: 3,
      connectTimeoutMs: 5,
      keepAliveTimeoutMs: 7,
    };
    expect(read({ ...options, ca: 'x' }).rest).to.deep.equal({ options });
    for (const word of ['connections', 'connectTimeoutMs', 'keepAliveTimeoutMs']) {
      for (const value of [0, -1, 1.5, '3', NaN]) {
        expect(refused(undefined, { [word]: value })).to.include({
          code: 'ERR_SETTING_INVALID',
          place: `option ${word}`,
        });
      }
    }
    expect(refused(undefined, { proxy: 3 }).place).to.equal('option proxy');
  });

  it('refuses every word it does not know, and names the nearest', () => {
    const error = refused(undefined, { rejectUnauthorised: false });
    expect(error).to.include({ code: 'ERR_SETTING_UNKNOWN', place: 'option rejectUnauthorised' });
    expect(error.action).to.equal('Write rejectUnauthorized if that is meant.');
    expect(refused(undefined, { connect: { proxy: 'x' } }).place).to.equal('option connect.proxy');
    expect(refused(undefined, 'x').place).to.equal('options');
    expect(refused(undefined, { connect: 7 }).place).to.equal('option connect');
  });

  it('refuses what the context has in hand, and says which word is meant', () => {
    const meant = {
      maxSockets: 'connections',
      timeout: 'connectTimeoutMs',
      keepAliveTimeout: 'keepAliveTimeoutMs',
    };
    for (const [word, other] of Object.entries(meant)) {
      for (const options of [{ [word]: 1 }, { connect: { [word]: 1 } }]) {
        const error = refused(undefined, options);
        expect(error.code, word).to.equal('ERR_ADAPTER_CANNOT_HONOUR');
        expect(error.action, word).to.contain(`Write ${other}`);
      }
    }
    for (const options of [
      { agent: {} },
      { dispatcher: {} },
      { lookup: () => 1 },
      { maxCachedSessions: 100 },
      { connect: () => 1 },
    ]) {
      expect(refused(undefined, options).code).to.equal('ERR_ADAPTER_CANNOT_HONOUR');
    }
    expect(refused(undefined, { checkServerIdentity: () => undefined }).action).to.contain('peer.names');
  });
});
