import { constants } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import { expect } from 'chai';
import { readCassandraInput } from '../src/dialect/dialect.js';
import type { CassandraTlsWords } from '../src/input.js';
import { refusal } from './attempt.js';

const PEM = '-----BEGIN CERTIFICATE-----\nAA\n-----END CERTIFICATE-----\n';
const KEY = '-----BEGIN PRIVATE KEY-----\nAA\n-----END PRIVATE KEY-----\n';

const read = (sslOptions: CassandraTlsWords | Record<string, unknown> | false) =>
  readCassandraInput({ options: { contactPoints: ['h'], sslOptions } });
const refused = (sslOptions: unknown) => refusal(() => read(sslOptions as Record<string, unknown>));

describe('the dialect of the Cassandra driver', () => {
  it('takes nothing at all, and what is only for the driver', () => {
    expect(readCassandraInput(undefined as never)).to.deep.equal({ settings: {}, rest: {} });
    expect(readCassandraInput({})).to.deep.equal({ settings: {}, rest: {} });
    const options = { contactPoints: ['h'], localDataCenter: 'dc1', queryOptions: { prepare: true } };
    const { settings, rest } = readCassandraInput({ options });
    expect(settings).to.deep.equal({});
    expect(rest.options).to.deep.equal(options);
    expect(rest.options).not.to.equal(options);
  });

  it('refuses words for TLS beside sslOptions, which the driver would ignore', () => {
    for (const name of ['ssl_options', 'ssl_context', 'SslOptions', 'tls', 'ssl']) {
      const options = { contactPoints: ['h'], [name]: { ca_certs: 'ca.pem' } };
      const error = refusal(() => readCassandraInput({ options }));
      expect(error).to.include({ code: 'ERR_SETTING_UNKNOWN', place: `option ${name}` });
    }
  });

  it('leaves TLS on unless sslOptions is written off', () => {
    for (const sslOptions of [{}, undefined, null]) {
      expect(read(sslOptions as Record<string, unknown>).settings).to.deep.equal({});
    }
    const { settings, places, rest } = read(false);
    expect(settings).to.deep.equal({ tls: false });
    expect(places).to.deep.equal({ tls: 'option sslOptions' });
    expect(rest.options).to.deep.equal({ contactPoints: ['h'] });
    for (const value of ['tls', '', true, 0, []]) {
      expect(refused(value)).to.include({ code: 'ERR_SETTING_INVALID', place: 'option sslOptions' });
    }
  });

  it('reads Node’s words', () => {
    const { settings, rest } = read({
      ca: [PEM, Buffer.from('DER')],
      rejectUnauthorized: true,
      allowPartialTrustChain: true,
      cert: PEM,
      key: [{ pem: KEY, passphrase: 'p' }],
      servername: 'db.example',
      minVersion: 'TLSv1.3',
      ciphers: 'TLS_AES_128_GCM_SHA256',
      ecdhCurve: 'X25519',
      secureOptions: constants.SSL_OP_LEGACY_SERVER_CONNECT,
    });
    expect(settings).to.deep.equal({
      trust: { anchors: [{ pem: PEM }, { der: Buffer.from('DER') }], partialChain: true },
      peer: { verify: 'full', servername: 'db.example' },
      identity: { certificate: { pem: PEM }, key: { pem: KEY }, passphrase: 'p' },
      protocol: {
        minVersion: 'TLSv1.3',
        ciphers: 'TLS_AES_128_GCM_SHA256',
        groups: 'X25519',
        legacyRenegotiation: true,
      },
    });
    expect(rest.options).to.deep.equal({ contactPoints: ['h'] });
  });

  it('reads the Python driver’s words, underscores or not', () => {
    const expected = {
      trust: { anchors: [{ file: '/ca.pem' }] },
      peer: { verify: 'chain', servername: 'node1.example' },
      identity: { certificate: '/app.crt', key: '/app.key', passphrase: 'p' },
    };
    const common = { cafile: '/ca.pem', certfile: '/app.crt', keyfile: '/app.key', password: 'p' };
    const python = { verify_mode: 'CERT_REQUIRED', check_hostname: false, server_hostname: 'node1.example' };
    const camel = { verifyMode: 'CERT_REQUIRED', checkHostname: false, serverHostname: 'node1.example' };
    for (const words of [python, camel]) {
      const { settings, deprecated } = read({ ...common, ...words });
      expect(settings).to.deep.equal(expected);
      expect(deprecated).to.deep.equal([]);
    }
    expect(read({ certfile: '/app.pem' }).settings.identity).to.deep.equal({
      certificateKeyFile: '/app.pem',
    });
    expect(read({ verify_mode: 'CERT_OPTIONAL' }).settings.peer).to.deep.equal({ verify: 'full' });
    expect(read({ pfx: Buffer.from('p12'), passphrase: 'p' }).settings.identity).to.deep.equal({
      pkcs12: { der: Buffer.from('p12') },
      passphrase: 'p',
    });
  });

  it('reads the old form, and says what to write instead', () => {
    const { settings, deprecated } = read({
      ca_certs: '/ca.pem',
      cert_reqs: 'CERT_REQUIRED',
      ssl_version: 'ssl.PROTOCOL_TLSv1_2',
    });
    expect(settings.protocol).to.deep.equal({ minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' });
    expect(deprecated?.map(({ place }) => place)).to.deep.equal([
      'option sslOptions.ca_certs',
      'option sslOptions.cert_reqs',
      'option sslOptions.ssl_version',
    ]);
    for (const any of ['PROTOCOL_TLS', 'PROTOCOL_TLS_CLIENT', 'PROTOCOL_SSLv23']) {
      expect(read({ ssl_version: any }).settings).to.deep.equal({});
    }
    expect(refused({ ssl_version: 'PROTOCOL_SSLv3' }).code).to.equal('ERR_SETTING_INVALID');
    expect(refused({ ssl_version: 'PROTOCOL_TLS', minVersion: 'TLSv1.2' }).code).to.equal(
      'ERR_SETTING_CONFLICT',
    );
  });

  it('takes a native context, and nothing like it', () => {
    const secureContext = createSecureContext();
    expect(read({ secureContext }).settings).to.deep.equal({ secureContext });
    expect(read({ ssl_context: secureContext }).places).to.deep.equal({
      secureContext: 'option sslOptions.ssl_context',
    });
    expect(refused({ secureContext: {} }).code).to.equal('ERR_SETTING_INVALID');
  });

  it('says how far the server is verified, and never less than is written', () => {
    const verify = (words: Record<string, unknown>) => read(words).settings.peer?.verify;
    expect(verify({ rejectUnauthorized: true })).to.equal('full');
    expect(verify({ rejectUnauthorized: false })).to.equal('none');
    expect(verify({ cert_reqs: 'CERT_NONE' })).to.equal('none');
    expect(verify({ cert_reqs: 'CERT_NONE', check_hostname: false })).to.equal('none');
    expect(verify({ check_hostname: false })).to.equal('chain');
    expect(verify({ check_hostname: true })).to.equal('full');
    expect(verify({ servername: 'x' })).to.equal(undefined);
    expect(refused({ rejectUnauthorized: true, cert_reqs: 'CERT_NONE' }).code).to.equal(
      'ERR_SETTING_CONFLICT',
    );
    expect(refused({ check_hostname: true, cert_reqs: 'CERT_NONE' }).code).to.equal('ERR_SETTING_CONFLICT');
    for (const value of ['true', 0, 1, 'false']) {
      expect(refused({ rejectUnauthorized: value }).code).to.equal('ERR_SETTING_INVALID');
    }
    expect(refused({ verify_mode: 'CERT_SOMETIMES' }).code).to.equal('ERR_SETTING_INVALID');
  });

  it('refuses unknown words, and names the nearest', () => {
    const error = refused({ serverHostnam: 'x' });
    expect(error).to.include({ code: 'ERR_SETTING_UNKNOWN', place: 'option sslOptions.serverHostnam' });
    expect(error.action).to.contain('server_hostname');
    expect(refused({ rejectUnauthorised: true }).action).to.contain('rejectUnauthorized');
    expect(refused({ something: true }).action).to.contain('leave it out');
  });

  it('refuses words that cannot be kept, and says why', () => {
    const words: Record<string, Record<string, unknown>> = {
      ERR_SETTING_INVALID: {
        checkServerIdentity: () => undefined,
        session: Buffer.alloc(1),
        secureProtocol: 'TLS_method',
      },
      ERR_ADAPTER_CANNOT_HONOUR: {
        host: 'h',
        port: 1,
        path: '/s',
        socket: {},
        lookup: () => undefined,
        ALPNProtocols: ['x'],
        pskCallback: () => null,
        requestOCSP: true,
        sigalgs: 'x',
      },
    };
    for (const [code, values] of Object.entries(words)) {
      for (const [word, value] of Object.entries(values)) {
        const error = refused({ [word]: value });
        expect(error, word).to.include({ code, place: `option sslOptions.${word}` });
        expect(error.action, word).to.be.a('string').that.is.not.empty;
      }
    }
    const bundle = { cloud: { secureConnectBundle: '/bundle.zip' } };
    expect(refusal(() => readCassandraInput({ options: bundle })).place).to.equal('option cloud');
  });

  it('refuses two of what there is one of, and halves', () => {
    const conflicts = [
      { servername: 'a', server_hostname: 'b' },
      { server_hostname: 'a', serverHostname: 'a' },
      { ca: PEM, cafile: '/ca.pem', rejectUnauthorized: true },
      { certfile: '/app.pem', cert: PEM, key: KEY },
      { certfile: '/app.pem', password: 'a', passphrase: 'b' },
    ];
    for (const words of conflicts) expect(refused(words).code).to.equal('ERR_SETTING_CONFLICT');
    const halves = [
      { cert: PEM },
      { key: KEY },
      { keyfile: '/k' },
      { cert: [PEM, PEM], key: KEY },
      { pfx: 'text' },
    ];
    for (const words of halves) expect(refused(words).code).to.equal('ERR_SETTING_INVALID');
  });

  it('refuses a path where Node wants what is in the file', () => {
    for (const [words, remedy] of [
      [{ ca: '/etc/ca.pem', rejectUnauthorized: true }, 'cafile'],
      [{ cert: 'app.pem', key: KEY }, 'certfile'],
    ] as const) {
      const error = refused(words);
      expect(error.code).to.equal('ERR_SETTING_INVALID');
      expect(error.action).to.contain(remedy);
    }
  });
});
