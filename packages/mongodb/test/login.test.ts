import { inspect } from 'node:util';
import { expect } from 'chai';
import { MongoClient } from 'mongodb';
import { mongodbAdapter } from '../src/adapter.js';
import { readMongoInput } from '../src/dialect.js';
import type { MongoInput } from '../src/input.js';
import { fakeBinding, fakeCredentials } from './fake-binding.js';
import { refusal } from './refusal.js';

const read = (url: string, options?: object) => readMongoInput({ url, ...(options && { options }) });
const refused = (url: string, options?: object) => refusal(() => read(url, options));

describe('the login of a MongoDB connection string', () => {
  it('moves from the URL into credentials, decoded', () => {
    const { settings, rest, places } = read('mongodb://app%40x:p%2Fw+@h/db?authSource=users&w=1');
    expect(settings).to.deep.equal({ credentials: { username: 'app@x', password: 'p/w+' } });
    expect(rest).to.deep.equal({ url: 'mongodb://h/db?authSource=users&w=1' });
    expect(places).to.deep.equal({
      credentials: 'URI user name',
      'credentials.username': 'URI user name',
      'credentials.password': 'URI password',
    });
  });

  it('may be a user name alone, so that the password can come from a file', () => {
    expect(read('mongodb://app@h/').settings).to.deep.equal({ credentials: { username: 'app' } });
    expect(read('mongodb://app:@h/').settings).to.deep.equal({
      credentials: { username: 'app', password: '' },
    });
  });

  it('moves from the auth option', () => {
    const { settings, rest, places } = read('mongodb://h/', {
      auth: { username: 'app', password: 'p' },
      authSource: 'users',
      authMechanismProperties: { SERVICE_NAME: 'x' },
    });
    expect(settings).to.deep.equal({ credentials: { username: 'app', password: 'p' } });
    expect(rest.options).to.deep.equal({
      authSource: 'users',
      authMechanismProperties: { SERVICE_NAME: 'x' },
    });
    expect(places).to.include({ 'credentials.password': 'option auth' });
  });

  it('takes the mechanism with it, in the driver’s spelling', () => {
    for (const name of ['DEFAULT', 'SCRAM-SHA-1', 'SCRAM-SHA-256', 'PLAIN']) {
      const { settings, rest } = read(`mongodb://u:p@h/?authMechanism=${name.toLowerCase()}&w=1`);
      expect(settings).to.deep.equal({ credentials: { username: 'u', password: 'p', mechanism: name } });
      expect(rest.url).to.equal('mongodb://h/?w=1');
    }
    const { settings, rest } = read('mongodb://h/', {
      authMechanism: 'MONGODB-X509',
      authSource: '$external',
    });
    expect(settings).to.deep.equal({ credentials: { mechanism: 'MONGODB-X509' } });
    expect(rest.options).to.deep.equal({ authSource: '$external' });
  });

  it('stays untouched for mechanisms with a login of their own', () => {
    for (const [url, options] of [
      ['mongodb://u:p@h/?authMechanism=GSSAPI&authMechanismProperties=SERVICE_NAME:x'],
      ['mongodb://h/?authMechanism=mongodb-aws'],
      ['mongodb://h/', { authMechanism: 'MONGODB-OIDC', auth: { username: 'u', password: '' } }],
    ] as const) {
      const { settings, rest } = read(url, options);
      expect(settings).to.deep.equal({});
      expect(rest).to.deep.equal({ url, ...(options && { options }) });
    }
  });

  it('loses its TLS words all the same', () => {
    const { settings, rest } = read('mongodb://u@h/?authMechanism=GSSAPI&tlsCAFile=/ca.pem');
    expect(settings).to.deep.equal({ trust: { anchors: [{ file: '/ca.pem' }] } });
    expect(rest.url).to.equal('mongodb://u@h/?authMechanism=GSSAPI');
  });

  it('refuses a user name beside MONGODB-X509: the subject follows the certificate', () => {
    for (const error of [
      refused('mongodb://CN%3Dapp@h/?authMechanism=MONGODB-X509'),
      refused('mongodb://h/?authMechanism=MONGODB-X509', { auth: { username: 'CN=app', password: '' } }),
      refused('mongodb://CN%3Dapp:p@h/', { authMechanism: 'MONGODB-X509' }),
    ]) {
      expect(error.code).to.equal('ERR_SETTING_CONFLICT');
      expect(error.action).to.equal('Leave user name and password out.');
    }
  });

  it('refuses two logins and two mechanisms that differ, and takes two that agree', () => {
    const auth = { username: 'u', password: 'hunter2' };
    const error = refused('mongodb://u:hunter3@h/', { auth });
    expect(error).to.include({ code: 'ERR_SETTING_CONFLICT', place: 'URI user name and option auth' });
    expect(JSON.stringify(error)).not.to.contain('hunter');
    expect(read('mongodb://u:hunter2@h/', { auth }).settings.credentials).to.deep.equal(auth);
    expect(refused('mongodb://u:p@h/?authMechanism=PLAIN', { authMechanism: 'SCRAM-SHA-1' }).code).to.equal(
      'ERR_SETTING_CONFLICT',
    );
  });

  it('refuses mechanisms the driver would guess at, and names the nearest', () => {
    expect(refused('mongodb://u:p@h/?authMechanism=x509').action).to.contain('MONGODB-X509');
    expect(refused('mongodb://u:p@h/?authMechanism=SCRAM-SHA-265').action).to.contain('SCRAM-SHA-256');
    expect(refused('mongodb://u:p@h/?authMechanism=something').action).to.contain('GSSAPI');
  });

  it('refuses an auth option that is not user name and password', () => {
    for (const auth of [
      'u:p',
      {},
      { username: 'u' },
      { username: '', password: 'p' },
      { username: 1, password: 'p' },
    ]) {
      expect(refused('mongodb://h/', { auth })).to.include({
        code: 'ERR_SETTING_INVALID',
        place: 'option auth',
      });
    }
  });
});

describe('the login the mongodb driver is given', () => {
  const bind = (parts: Parameters<typeof fakeCredentials>[0], input: MongoInput = { url: 'mongodb://h/' }) =>
    mongodbAdapter.bind(fakeBinding({ credentials: fakeCredentials(parts) }), input);

  it('is user, password and mechanism, as the stock driver reads them', () => {
    const { url, options } = bind(
      { username: 'app', password: 'p@/', mechanism: 'scram-sha-256' },
      { url: 'mongodb://h/db?authSource=users' },
    );
    expect(new MongoClient(url, options).options.credentials).to.deep.include({
      username: 'app',
      password: 'p@/',
      mechanism: 'SCRAM-SHA-256',
      source: 'users',
    });
  });

  it('keeps the source database where the stock driver would have found it', () => {
    for (const url of ['mongodb://u:p@h', 'mongodb://u:p@h/db', 'mongodb://u:p@h/db?authMechanism=PLAIN']) {
      const { rest, settings } = readMongoInput({ url });
      const bound = bind(settings.credentials as Parameters<typeof fakeCredentials>[0], rest);
      const ours = new MongoClient(bound.url, bound.options).options.credentials;
      expect(ours).to.deep.equal(new MongoClient(url).options.credentials);
    }
  });

  it('is the mechanism alone for MONGODB-X509', () => {
    const { url, options } = bind({ mechanism: 'MONGODB-X509' });
    expect(options).not.to.have.property('auth');
    expect(new MongoClient(url, options).options.credentials).to.deep.include({
      mechanism: 'MONGODB-X509',
      source: '$external',
      username: '',
    });
    expect(refusal(() => bind({ mechanism: 'MONGODB-X509', username: 'CN=app' })).code).to.equal(
      'ERR_SETTING_CONFLICT',
    );
  });

  it('does not print with the options', () => {
    const { options } = bind({ username: 'app', password: 'hunter2' });
    for (const printed of [inspect(options, { depth: 9 }), JSON.stringify({ auth: options.auth })]) {
      expect(printed).to.contain('[secret]').and.not.to.contain('hunter2');
    }
    expect({ ...options.auth }).to.deep.equal({ username: 'app', password: 'hunter2' });
  });

  it('is given without TLS too', () => {
    const binding = fakeBinding({
      tls: false,
      credentials: fakeCredentials({ username: 'u', password: 'p' }),
    });
    const { options } = mongodbAdapter.bind(binding, { url: 'mongodb://h/' });
    expect(Object.keys(options)).to.have.members(['tls', 'auth']);
  });

  it('is refused where the driver cannot keep it', () => {
    expect(refusal(() => bind({})).code).to.equal('ERR_ADAPTER_CANNOT_HONOUR');
    expect(refusal(() => bind({ username: 'u', authenticator: 'x' })).place).to.equal(
      'credentials.authenticator',
    );
    expect(refusal(() => bind({ username: 'u', mechanism: 'x509' })).code).to.equal('ERR_SETTING_INVALID');
  });

  it('is refused beside one that was left to the driver', () => {
    const login = { username: 'u', password: 'p' };
    for (const input of [
      { url: 'mongodb://u:p@h/?authMechanism=GSSAPI' },
      { url: 'mongodb://h/?authMechanism=MONGODB-AWS' },
      { url: 'mongodb://h/', options: { authMechanism: 'MONGODB-AWS' as const } },
    ]) {
      expect(refusal(() => bind(login, input)).code).to.equal('ERR_SETTING_CONFLICT');
    }
  });
});
