import { constants } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import { expect } from 'chai';
import { readMongoInput } from '../src/dialect.js';
import type { MongoInput } from '../src/input.js';
import { refusal } from './refusal.js';

const read = (query: string, options?: MongoInput['options']) =>
  readMongoInput({ url: `mongodb://db.example/?${query}`, ...(options && { options }) });
const settings = (query: string, options?: MongoInput['options']) => read(query, options).settings;
const refused = (query: string, options?: object) => refusal(() => read(query, options));

describe('the MongoDB dialect: TLS on and off', () => {
  it('says nothing where nothing is written, so TLS is on (promise 1)', () => {
    expect(settings('')).to.deep.equal({});
    expect(settings('w=1', { maxPoolSize: 3 })).to.deep.equal({});
  });

  it('reads tls and ssl, from URI and options, as flags or text (promise 1)', () => {
    for (const on of [settings('tls=true'), settings('ssl=true'), settings('', { tls: true })]) {
      expect(on).to.deep.equal({ tls: true });
    }
    for (const off of [
      settings('tls=false'),
      settings('', { ssl: false }),
      settings('TLS=false&ssl=false'),
    ]) {
      expect(off).to.deep.equal({ tls: false });
    }
    expect(settings('tls=true&ssl=true', { tls: true, ssl: true })).to.deep.equal({ tls: true });
  });

  it('refuses tls and ssl that differ, wherever they are written (promise 1)', () => {
    for (const error of [
      refused('tls=true&ssl=false'),
      refused('ssl=true&tls=false'),
      refused('tls=true', { tls: false }),
      refused('ssl=false', { tls: true }),
    ]) {
      expect(error.code).to.equal('ERR_SETTING_CONFLICT');
    }
    expect(refused('tls=true', { ssl: false }).place).to.equal('URI option tls and option ssl');
  });

  it('leaves TLS on for mongodb+srv, and off only when that is written (promise 3)', () => {
    const url = 'mongodb+srv://cluster.db.example/?retryWrites=true';
    expect(readMongoInput({ url })).to.deep.include({ settings: {}, rest: { url } });
    const off = readMongoInput({ url: `${url}&tls=false` });
    expect(off).to.deep.include({ settings: { tls: false }, rest: { url } });
  });
});

describe('the MongoDB dialect: trust', () => {
  it('reads the CA file by both names, which replaces the system roots (promise 5)', () => {
    const expected = { trust: { anchors: [{ file: '/etc/pki/ca.pem' }] } };
    expect(settings('tlsCAFile=%2Fetc%2Fpki%2Fca.pem')).to.deep.equal(expected);
    expect(settings('ssl_ca_certs=%2Fetc%2Fpki%2Fca.pem')).to.deep.equal(expected);
    expect(settings('', { ssl_ca_certs: '/etc/pki/ca.pem' })).to.deep.equal(expected);
    expect(settings('tlsCAFile=/etc/pki/ca.pem', { tlsCAFile: '/etc/pki/ca.pem' })).to.deep.equal(expected);
  });

  it("takes a CA file called 'system' for a file (promise 5)", () => {
    expect(settings('tlsCAFile=system')).to.deep.equal({ trust: { anchors: [{ file: 'system' }] } });
  });

  it('reads Node’s ca: PEM text, PEM bytes, DER bytes, one or many (promise 5)', () => {
    const pem = '-----BEGIN CERTIFICATE-----\n';
    const der = Buffer.from([0x30, 1]);
    expect(settings('', { ca: pem })).to.deep.equal({ trust: { anchors: [{ pem }] } });
    expect(settings('', { ca: [Buffer.from(pem), der] })).to.deep.equal({
      trust: { anchors: [{ pem }, { der }] },
    });
    expect(refused('', { ca: [] }).code).to.equal('ERR_SETTING_INVALID');
    expect(refused('', { ca: 7 }).place).to.equal('option ca');
  });

  it('refuses a path where PEM text is expected, without telling it', () => {
    for (const path of ['/etc/pki/ca', 'C:\\pki\\ca', 'ca.pem', 'ca.CRT']) {
      const error = refused('', { ca: path });
      expect(error).to.include({ code: 'ERR_SETTING_INVALID', place: 'option ca' });
      expect(error.message).to.equal('option ca: ca takes PEM text, and this looks like a path');
      expect(error.action).to.equal('Use tlsCAFile for a path.');
    }
    for (const options of [
      { cert: '/app.pem', key: 'k' },
      { cert: 'c', key: '/app.pem' },
      { cert: 'c', key: { pem: '/app.pem', passphrase: 'p' } },
    ]) {
      expect(refused('', options).action).to.contain('tlsCertificateKeyFile');
    }
    expect(refused('', { crl: ['/a.crl.pem'] }).place).to.equal('option crl');
  });

  it('refuses two different CA files (promise 5)', () => {
    const error = refused('tlsCAFile=/a.pem', { tlsCAFile: '/b.pem' });
    expect(error.code).to.equal('ERR_SETTING_CONFLICT');
    expect(error.place).to.equal('URI option tlsCAFile and option tlsCAFile');
    expect(refused('tlsCAFile=/a.pem&ssl_ca_certs=/b.pem').code).to.equal('ERR_SETTING_CONFLICT');
    expect(refused('tlsCAFile=/a.pem', { ca: 'x' }).place).to.equal('URI option tlsCAFile and option ca');
  });

  it('reads allowPartialTrustChain', () => {
    expect(settings('', { allowPartialTrustChain: true })).to.deep.equal({ trust: { partialChain: true } });
    expect(refused('', { allowPartialTrustChain: 'true' }).code).to.equal('ERR_SETTING_INVALID');
  });
});

describe('the MongoDB dialect: client certificate', () => {
  it('reads ssl_certfile, from URI and options (promise 8)', () => {
    const expected = { identity: { certificateKeyFile: '/app.pem' } };
    expect(settings('ssl_certfile=%2Fapp.pem')).to.deep.equal(expected);
    expect(settings('', { ssl_certfile: '/app.pem' })).to.deep.equal(expected);
  });

  it('reads ssl_keyfile beside it, and refuses a key alone (promise 9)', () => {
    const { settings: found, places } = read('ssl_certfile=/app.crt', { ssl_keyfile: '/app.key' });
    expect(found).to.deep.equal({ identity: { certificate: '/app.crt', key: '/app.key' } });
    expect(places).to.deep.include({
      identity: 'URI option ssl_certfile',
      'identity.key': 'option ssl_keyfile',
    });
    expect(refused('ssl_keyfile=/app.key').place).to.equal('URI option ssl_keyfile');
  });

  it('reads ssl_pem_passphrase (promise 10)', () => {
    expect(settings('ssl_certfile=/app.pem&ssl_pem_passphrase=open%20sesame')).to.deep.equal({
      identity: { certificateKeyFile: '/app.pem', passphrase: 'open sesame' },
    });
  });

  it('decodes %2F and %40 in values and leaves + alone (promise 11)', () => {
    expect(settings('ssl_certfile=%2Fa+b%40c%26.pem&ssl_pem_passphrase=%25%2B+%3D%3d==')).to.deep.equal({
      identity: { certificateKeyFile: '/a+b@c&.pem', passphrase: '%++====' },
    });
  });

  it('refuses a malformed percent escape without quoting the value (promise 11)', () => {
    const error = refused('ssl_pem_passphrase=hunter2%zz');
    expect(error.code).to.equal('ERR_SETTING_INVALID');
    expect(error.place).to.equal('URI option ssl_pem_passphrase');
    expect(JSON.stringify(error)).not.to.contain('hunter2');
    expect(refused('tlsCAFile=%ff').code).to.equal('ERR_SETTING_INVALID');
  });

  it('reads tlsCertificateKeyFile (promise 12)', () => {
    expect(settings('tlsCertificateKeyFile=/app.pem')).to.deep.equal({
      identity: { certificateKeyFile: '/app.pem' },
    });
  });

  it('reads tlsCertificateKeyFilePassword, also where another place names the file (promise 13)', () => {
    expect(settings('tlsCertificateKeyFile=/app.pem', { tlsCertificateKeyFilePassword: 'p' })).to.deep.equal({
      identity: { certificateKeyFile: '/app.pem', passphrase: 'p' },
    });
    expect(settings('tlsCertificateKeyFilePassword=p')).to.deep.equal({ identity: { passphrase: 'p' } });
    expect(refused('', { tlsCertificateKeyFilePassword: 7 }).code).to.equal('ERR_SETTING_INVALID');
  });

  it('refuses two passphrases that differ, without quoting them (promise 13)', () => {
    const error = refused('tlsCertificateKeyFile=/a&tlsCertificateKeyFilePassword=hunter2', {
      passphrase: 'hunter3',
    });
    expect(error.code).to.equal('ERR_SETTING_CONFLICT');
    expect(JSON.stringify(error)).not.to.contain('hunter');
  });

  it('reads Node’s cert and key, and {pem, passphrase}', () => {
    const der = Buffer.from([0x30]);
    expect(settings('', { cert: ['c'], key: 'k', passphrase: 'p' })).to.deep.equal({
      identity: { certificate: { pem: 'c' }, key: { pem: 'k' }, passphrase: 'p' },
    });
    expect(settings('', { cert: der, key: [{ pem: 'k', passphrase: 'p' }] })).to.deep.equal({
      identity: { certificate: { der }, key: { pem: 'k' }, passphrase: 'p' },
    });
  });

  it('refuses halves of a pair and several at once', () => {
    expect(refused('', { cert: 'c' }).place).to.equal('option cert');
    expect(refused('', { key: 'k' }).place).to.equal('option key');
    expect(refused('', { cert: ['a', 'b'], key: 'k' }).code).to.equal('ERR_SETTING_INVALID');
    expect(refused('tlsCertificateKeyFile=/a', { cert: 'c', key: 'k' }).code).to.equal(
      'ERR_SETTING_CONFLICT',
    );
  });

  it('reads a PKCS#12 container as Node takes it', () => {
    const der = Buffer.from([0x30]);
    expect(settings('', { pfx: der, passphrase: 'p' })).to.deep.equal({
      identity: { pkcs12: { der }, passphrase: 'p' },
    });
    expect(settings('', { pfx: [{ buf: der, passphrase: 'p' }] })).to.deep.equal({
      identity: { pkcs12: { der }, passphrase: 'p' },
    });
    expect(refused('', { pfx: 'text' }).code).to.equal('ERR_SETTING_INVALID');
  });
});

describe('the MongoDB dialect: verification', () => {
  it('reads ssl_cert_reqs by its three names (promise 4)', () => {
    expect(settings('ssl_cert_reqs=CERT_NONE')).to.deep.equal({ peer: { verify: 'none' } });
    expect(settings('ssl_cert_reqs=CERT_OPTIONAL')).to.deep.equal({ peer: { verify: 'full' } });
    expect(settings('', { ssl_cert_reqs: 'CERT_REQUIRED' })).to.deep.equal({ peer: { verify: 'full' } });
    expect(refused('ssl_cert_reqs=CERT_NOPE').code).to.equal('ERR_SETTING_INVALID');
    expect(refused('ssl_cert_reqs=0').message).to.contain('CERT_NONE, CERT_OPTIONAL, CERT_REQUIRED');
  });

  it('reads tlsInsecure as no verification (promise 19)', () => {
    const { settings: found, places } = read('tlsInsecure=true');
    expect(found).to.deep.equal({ peer: { verify: 'none' } });
    expect(places).to.deep.equal({ 'peer.verify': 'URI option tlsInsecure' });
  });

  it('reads tlsAllowInvalidCertificates as no verification: Node skips the name then (promise 20)', () => {
    expect(settings('tlsAllowInvalidCertificates=true')).to.deep.equal({ peer: { verify: 'none' } });
    expect(settings('', { rejectUnauthorized: false })).to.deep.equal({ peer: { verify: 'none' } });
    expect(settings('tlsAllowInvalidCertificates=true&tlsAllowInvalidHostnames=false')).to.deep.equal({
      peer: { verify: 'none' },
    });
  });

  it('reads tlsAllowInvalidHostnames and ssl_match_hostname as the chain alone (promise 21)', () => {
    expect(settings('tlsAllowInvalidHostnames=true')).to.deep.equal({ peer: { verify: 'chain' } });
    expect(settings('ssl_match_hostname=false')).to.deep.equal({ peer: { verify: 'chain' } });
    expect(settings('tlsAllowInvalidHostnames=true', { rejectUnauthorized: true })).to.deep.equal({
      peer: { verify: 'chain' },
    });
  });

  it('never reads anything weaker into a false (promise 22)', () => {
    for (const word of ['tlsInsecure', 'tlsAllowInvalidCertificates', 'tlsAllowInvalidHostnames']) {
      expect(settings(`${word}=false`)).to.deep.equal({ peer: { verify: 'full' } });
    }
  });

  it('refuses words that say different things about the same (promise 22)', () => {
    expect(refused('tlsInsecure=true', { rejectUnauthorized: true }).code).to.equal('ERR_SETTING_CONFLICT');
    expect(refused('tlsAllowInvalidCertificates=true&ssl_cert_reqs=CERT_REQUIRED').code).to.equal(
      'ERR_SETTING_CONFLICT',
    );
    expect(refused('tlsAllowInvalidHostnames=true&ssl_match_hostname=true').code).to.equal(
      'ERR_SETTING_CONFLICT',
    );
  });

  it('names the word that switched verification off, for the warning to point at (promise 23)', () => {
    const words = ['tlsInsecure', 'tlsAllowInvalidCertificates', 'tlsAllowInvalidHostnames'];
    for (const word of words) {
      expect(read(`${word}=true`).places).to.deep.equal({ 'peer.verify': `URI option ${word}` });
      expect(read('', { [word]: true }).places).to.deep.equal({ 'peer.verify': `option ${word}` });
    }
  });

  it('reads the server name, also from the URI', () => {
    expect(settings('servername=db.internal')).to.deep.equal({ peer: { servername: 'db.internal' } });
    expect(refused('', { servername: '' }).code).to.equal('ERR_SETTING_INVALID');
  });

  it('refuses an identity check of one’s own, and says what to use', () => {
    const error = refused('', { checkServerIdentity: () => undefined });
    expect(error).to.include({ code: 'ERR_SETTING_INVALID', place: 'option checkServerIdentity' });
    expect(error.action).to.contain('peer.names').and.to.contain('peer.verify');
  });
});

describe('the MongoDB dialect: revocation', () => {
  it('reads CRL files as lists for the leaf, Node’s crl as lists for the chain', () => {
    const leaf = { revocation: { crl: { sources: [{ file: '/r.pem' }], check: 'leaf' } } };
    expect(settings('tlsCRLFile=/r.pem')).to.deep.equal(leaf);
    expect(settings('ssl_crlfile=/r.pem')).to.deep.equal(leaf);
    expect(settings('', { crl: 'x' })).to.deep.equal({
      revocation: { crl: { sources: [{ pem: 'x' }], check: 'chain' } },
    });
  });

  it('reads the OCSP words', () => {
    expect(settings('tlsDisableOCSPEndpointCheck=true')).to.deep.equal({
      revocation: { ocsp: { unknown: 'allow', endpoint: false } },
    });
    expect(settings('', { tlsDisableOCSPEndpointCheck: false })).to.deep.equal({
      revocation: { ocsp: { unknown: 'allow', endpoint: true } },
    });
    expect(settings('tlsDisableCertificateRevocationCheck=true')).to.deep.equal({ revocation: 'off' });
    expect(settings('tlsDisableCertificateRevocationCheck=false')).to.deep.equal({
      revocation: { ocsp: { unknown: 'allow' } },
    });
  });

  it('refuses CRL and OCSP words together (promise 7)', () => {
    for (const error of [
      refused('tlsCRLFile=/r.pem&tlsDisableOCSPEndpointCheck=false'),
      refused('ssl_crlfile=/r.pem', { tlsDisableCertificateRevocationCheck: true }),
      refused('tlsDisableOCSPEndpointCheck=true', { crl: 'x' }),
    ]) {
      expect(error.code).to.equal('ERR_SETTING_CONFLICT');
      expect(error.message).to.contain('CRLs or OCSP, not both');
    }
  });
});

describe('the MongoDB dialect: protocol', () => {
  it('reads ciphers and groups, the way out for a server with old ciphers only (promise 28)', () => {
    expect(settings('ciphers=AES128-SHA%3A%40SECLEVEL%3D1', { ecdhCurve: 'X25519:P-256' })).to.deep.equal({
      protocol: { ciphers: 'AES128-SHA:@SECLEVEL=1', groups: 'X25519:P-256' },
    });
  });

  it('reads SSL_OP_LEGACY_SERVER_CONNECT as legacy renegotiation, and no other OpenSSL option (promise 29)', () => {
    const legacy = constants.SSL_OP_LEGACY_SERVER_CONNECT;
    expect(settings('', { secureOptions: legacy })).to.deep.equal({
      protocol: { legacyRenegotiation: true },
    });
    for (const secureOptions of [0, legacy | constants.SSL_OP_NO_TLSv1_3, constants.SSL_OP_NO_TLSv1]) {
      expect(refused('', { secureOptions }).action).to.contain('protocol.minVersion');
    }
  });

  it('reads the versions, which the driver itself refuses', () => {
    const { settings: found, places } = read('minVersion=TLSv1.3', { maxVersion: 'TLSv1.3' });
    expect(found).to.deep.equal({ protocol: { minVersion: 'TLSv1.3', maxVersion: 'TLSv1.3' } });
    expect(places).to.deep.equal({
      'protocol.minVersion': 'URI option minVersion',
      'protocol.maxVersion': 'option maxVersion',
    });
    expect(refused('minVersion=1.3').code).to.equal('ERR_SETTING_INVALID');
  });

  it('refuses what fixes the protocol or skips the checks', () => {
    expect(refused('', { secureProtocol: 'TLS_method' }).action).to.contain('protocol.minVersion');
    expect(refused('', { session: Buffer.from('x') }).message).to.contain('skips the name check');
  });

  it('refuses what the driver would silently drop', () => {
    expect(refused('', { requestOCSP: true }).code).to.equal('ERR_ADAPTER_CANNOT_HONOUR');
    expect(refused('', { requestOCSP: true }).action).to.equal('Leave it out: OCSP is not in this version.');
    expect(refused('', { pskCallback: () => null }).code).to.equal('ERR_ADAPTER_CANNOT_HONOUR');
    expect(settings('', { requestOCSP: false } as MongoInput['options'])).to.deep.equal({});
  });

  it('hands a ready native context on', () => {
    const secureContext = createSecureContext();
    expect(settings('', { secureContext }).secureContext).to.equal(secureContext);
    expect(refused('', { secureContext: 'x' }).code).to.equal('ERR_SETTING_INVALID');
  });
});

describe('the MongoDB dialect: words', () => {
  it('does not mind case and underscores, in URI and options', () => {
    const expected = { trust: { anchors: [{ file: '/a' }] } };
    for (const name of [
      'TLSCAFILE',
      'tlscafile',
      'tls_ca_file',
      'ssl_ca_certs',
      'SSLCACERTS',
      'sslCaCerts',
    ]) {
      expect(settings(`${name}=/a`)).to.deep.equal(expected);
      expect(settings('', { [name]: '/a' })).to.deep.equal(expected);
    }
    expect(settings('tl%73CAFile=/a')).to.deep.equal(expected);
  });

  it('refuses a word written more than once, however it is spelled', () => {
    for (const query of ['tls=true&tls=true', 'tls=true&TLS=false', 'tlsCAFile=a&tls_ca_file=a', 'w=1&w=1']) {
      expect(refused(query).code).to.equal('ERR_SETTING_CONFLICT');
    }
    expect(refused('', { tlsCAFile: 'a', TLSCAFile: 'a' }).place).to.equal('option TLSCAFile');
    expect(settings('readPreferenceTags=a:b&READPREFERENCETAGS=c:d&readPreferenceTags=')).to.deep.equal({});
  });

  it('refuses unknown words that begin with tls or ssl, and names the nearest', () => {
    const error = refused('tlsCaFiel=/a');
    expect(error).to.include({ code: 'ERR_SETTING_UNKNOWN', place: 'URI option tlsCaFiel' });
    expect(error.action).to.contain('tlsCAFile');
    expect(refused('', { ssl_cert_fil: '/a' }).action).to.contain('ssl_certfile');
    for (const word of ['sslCA', 'ssl_ca', 'SSLCA']) {
      expect(refused('', { [word]: '/a' }).action).to.equal('Write ssl_ca_certs if that is meant.');
    }
    expect(refused('', { tls_ca_fil: '/a' }).action).to.contain('tlsCAFile');
  });

  it('leaves unknown words about other things to the driver', () => {
    const { rest, settings: found } = read('existingSocket=x&fooBar=1', {
      fooBar: 2,
    } as MongoInput['options']);
    expect(found).to.deep.equal({});
    expect(rest).to.deep.equal({
      url: 'mongodb://db.example/?existingSocket=x&fooBar=1',
      options: { fooBar: 2 },
    });
  });

  it('refuses flags that are neither true nor false, and empty values', () => {
    for (const query of ['tls=maybe', 'tls=TRUE', 'tls=1', 'tls=', 'tls', 'tlsCAFile=', 'tlsInsecure=yes']) {
      expect(refused(query).code).to.equal('ERR_SETTING_INVALID');
    }
    expect(refused('tls=maybe').place).to.equal('URI option tls');
    expect(refused('', { tls: 1 }).place).to.equal('option tls');
    expect(refused('', { tlsCAFile: '' }).place).to.equal('option tlsCAFile');
  });

  it('counts null and undefined options as not written', () => {
    const { settings: found, rest } = read('', {
      tls: undefined,
      tlsCAFile: null,
    } as unknown as MongoInput['options']);
    expect(found).to.deep.equal({});
    expect(rest.options).to.deep.equal({});
  });

  it('refuses in a URI what only options can carry', () => {
    for (const word of [
      'rejectUnauthorized=false',
      'checkServerIdentity=x',
      'secureContext=x',
      'session=x',
      'auth=x',
    ]) {
      expect(refused(word).message).to.contain('a URI cannot carry this word');
    }
  });

  it('leaves a name that could upset a log out of its errors', () => {
    expect(refused('tls%0Afake-log-line=1').message).not.to.contain('fake');
  });

  it('hands everything else on byte for byte, and never the input itself', () => {
    const key = Symbol('driver');
    const options = { maxPoolSize: 20, tlsCAFile: '/a', minDHSize: 2048, ALPNProtocols: ['x'], [key]: 1 };
    const url =
      'mongodb://a,b:1,%2Ftmp%2Fx.sock/db?replicaSet=rs0&tls=true&appName=a%20b+c&TLSInsecure=false&w=1#f';
    const { rest } = readMongoInput({ url, options });
    expect(rest.url).to.equal('mongodb://a,b:1,%2Ftmp%2Fx.sock/db?replicaSet=rs0&appName=a%20b+c&w=1#f');
    expect(rest.options).to.deep.equal({ maxPoolSize: 20, minDHSize: 2048, ALPNProtocols: ['x'], [key]: 1 });
    expect(options).to.have.property('tlsCAFile', '/a');
  });

  it('leaves no question mark behind, and no options where none were given', () => {
    expect(readMongoInput({ url: 'mongodb://h/?tls=true' }).rest).to.deep.equal({ url: 'mongodb://h/' });
    expect(readMongoInput({ url: 'mongodb://h?ssl=true' }).rest).to.deep.equal({ url: 'mongodb://h' });
  });
});
