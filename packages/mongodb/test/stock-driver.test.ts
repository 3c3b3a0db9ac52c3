import { expect } from 'chai';
import { MongoClient } from 'mongodb';
import { SecurityError } from '@security-context/core/adapter';
import { readMongoInput } from '../src/dialect.js';

type Row = readonly [query: string, options?: object];

/** Both give the same verdict. */
const ALIKE: readonly Row[] = [
  [''],
  ['tls=true'],
  ['tls=false'],
  ['TLS=true'],
  ['ssl=true&tls=true'],
  ['ssl=true&tls=false'],
  ['tls=true', { tls: true }],
  ['tls=true', { tls: false }],
  ['tls=true', { ssl: false }],
  ['ssl=false', { TLS: false }],
  ['tls=true&tls=true'],
  ['tls=maybe'],
  ['tls=TRUE'],
  ['tls=1'],
  ['tls='],
  ['tls'],
  ['tls=tru%65'],
  ['tl%73=true'],
  ['tl%73=maybe'],
  ['&tls=true&'],
  ['tls=true#fragment'],
  ['', { tls: 'true' }],
  ['', { tls: 1 }],
  ['', { tls: null }],
  ['', { tls: undefined, tlsCAFile: undefined }],
  ['tlsCAFile=ca.pem'],
  ['tlscafile=ca.pem'],
  ['tlsCAFile='],
  ['tlsCAFile=ca.pem&tlsCAFile=ca.pem'],
  ['tlsCAFile=ca.pem', { tlsCAFile: 'ca.pem' }],
  ['tlsCRLFile=crl.pem'],
  ['tlsCertificateKeyFile=app.pem&tlsCertificateKeyFilePassword=secret'],
  ['tlsCertificateKeyFilePassword=secret'],
  ['tlsInsecure=true'],
  ['tlsInsecure=false'],
  ['tlsInsecure=no'],
  ['tlsInsecure=true', { tlsInsecure: true }],
  ['tlsInsecure=true&tlsAllowInvalidCertificates=true'],
  ['tlsInsecure=false&tlsAllowInvalidCertificates=false'],
  ['tlsInsecure=false&tlsAllowInvalidHostnames=false'],
  ['tlsInsecure=false', { tlsAllowInvalidHostnames: false }],
  ['tlsAllowInvalidCertificates=true&tlsAllowInvalidHostnames=true'],
  ['tlsAllowInvalidHostnames=false'],
  ['tlsFoo=1'],
  ['', { tlsFoo: 1 }],
  ['', { sslValidate: true }],
  ['servername=db.internal'],
  ['ciphers=AES128-SHA'],
  ['', { ca: 'pem', cert: 'pem', key: 'pem', passphrase: 'x' }],
  ['', { rejectUnauthorized: false }],
  ['auth=x'],
  ['authMechanism=SCRAM-SHA-256', { auth: { username: 'u', password: 'p' } }],
  ['authMechanism=nonsense'],
  ['', { auth: { username: 'u' } }],
  ['w=1&w=1'],
  ['readPreference=secondary&readPreferenceTags=a:b&readPreferenceTags=c:d'],
];

/** The stock driver takes these; we refuse them, and why. */
const STRICTER: readonly [...Row, why: string][] = [
  ['tls=true&TLS=false', undefined, 'it silently drops the second spelling'],
  ['tlsCAFile=a&tlscafile=b', undefined, 'it silently drops the second spelling'],
  ['w=1&W=2', undefined, 'it silently drops the second spelling'],
  ['', { tls: true, TLS: false }, 'it silently drops the first spelling'],
  ['tlsCAFile=a', { tlsCAFile: 'b' }, 'it silently prefers the option'],
  [
    'tlsAllowInvalidCertificates=true',
    { tlsAllowInvalidCertificates: false },
    'it silently prefers the option',
  ],
  ['tlsInsecure=true', { rejectUnauthorized: true }, 'it silently prefers Node’s word'],
  ['tlsCAFile=a', { ca: 'b' }, 'it silently prefers Node’s word'],
  ['tlsCAFile=%zz', undefined, 'it takes a malformed escape as it is'],
  ['', { tlsCAFile: '' }, 'it takes an empty file name'],
  ['', { tlsCAFile: 7 }, 'it makes text of anything'],
  ['', { tlsCertificateKeyFilePassword: 7 }, 'it takes anything'],
  ['rejectUnauthorized=false', undefined, 'it takes the text for true'],
  ['checkServerIdentity=x', undefined, 'it fails when it connects'],
  ['', { checkServerIdentity: () => undefined }, 'a check of one’s own replaces ours'],
  ['', { session: Buffer.from('x') }, 'resumption skips the name check'],
  ['', { secureProtocol: 'TLS_method' }, 'it contradicts protocol.minVersion'],
  ['', { requestOCSP: true }, 'it drops it'],
  ['', { pskCallback: () => null }, 'it drops it'],
  [
    'authMechanism=MONGODB-X509',
    { auth: { username: 'CN=a', password: '' } },
    'the user follows the certificate, which may be rotated',
  ],
  ['authMechanism=x509', undefined, 'it guesses'],
  ['t\tls=true', undefined, 'it strips control characters'],
  ['tls=true\n&tls=false', undefined, 'it stops reading at a line break'],
  ['', { cert: 'pem' }, 'a certificate without key shows nothing'],
];

/** The stock driver refuses these words; we know them. */
const WIDER: readonly Row[] = [
  ['tlsDisableOCSPEndpointCheck=true'],
  ['tlsDisableCertificateRevocationCheck=true'],
  ['ssl_certfile=a&ssl_keyfile=b&ssl_pem_passphrase=c'],
  ['ssl_cert_reqs=CERT_REQUIRED&ssl_ca_certs=a&ssl_match_hostname=true'],
  ['ssl_crlfile=a'],
  ['tls_ca_file=a'],
  ['minVersion=TLSv1.2', { maxVersion: 'TLSv1.3' }],
];

const urlOf = (query: string): string => `mongodb://db.example/?${query}`;

function stockTakes([query, options]: Row): boolean {
  try {
    new MongoClient(urlOf(query), options);
    return true;
  } catch {
    return false;
  }
}

/** Our verdict, and then the driver's on what is left. */
function weTake([query, options]: Row): boolean {
  try {
    const { rest } = readMongoInput({
      url: urlOf(query),
      ...(options && { options }),
    });
    new MongoClient(rest.url, rest.options);
    return true;
  } catch (error) {
    expect(SecurityError.is(error)).to.equal(true);
    return false;
  }
}

const nameOf = ([query, options]: Row): string =>
  `${JSON.stringify(query)}${options ? ` and options ${Object.keys(options).join(', ')}` : ''}`;

describe('the MongoDB dialect beside the stock driver', () => {
  for (const row of ALIKE) {
    it(`says the same about ${nameOf(row)}`, () => expect(weTake(row)).to.equal(stockTakes(row)));
  }
  for (const [query, options, why] of STRICTER) {
    const row: Row = options ? [query, options] : [query];
    it(`is stricter about ${nameOf(row)}: ${why}`, () => {
      expect(stockTakes(row)).to.equal(true);
      expect(weTake(row)).to.equal(false);
    });
  }
  for (const row of WIDER) {
    it(`knows more words: ${nameOf(row)}`, () => {
      expect(stockTakes(row)).to.equal(false);
      expect(weTake(row)).to.equal(true);
    });
  }

  it('verifies as much as the stock driver for every combination of the three test words (promise 22)', () => {
    const words = ['tlsInsecure', 'tlsAllowInvalidCertificates', 'tlsAllowInvalidHostnames'];
    const values = [undefined, 'true', 'false'];
    for (const a of values) {
      for (const b of values) {
        for (const c of values) {
          const query = [a, b, c].flatMap((value, i) => (value ? `${words[i]}=${value}` : [])).join('&');
          expect(weTake([query]), query).to.equal(stockTakes([query]));
          if (!stockTakes([query])) continue;
          const { rejectUnauthorized, checkServerIdentity } = new MongoClient(urlOf(query)).options;
          const stock = rejectUnauthorized === false ? 'none' : checkServerIdentity ? 'chain' : 'full';
          const { peer } = readMongoInput({ url: urlOf(query) }).settings;
          expect(peer?.verify ?? 'full', query).to.equal(stock);
        }
      }
    }
  });

  it('reads + in a value as +, where the stock driver reads a space', () => {
    const url = urlOf('tlsCAFile=/a+b.pem');
    expect(new MongoClient(url).options.tlsCAFile).to.equal('/a b.pem');
    expect(readMongoInput({ url }).settings.trust).to.deep.equal({ anchors: [{ file: '/a+b.pem' }] });
  });
});
