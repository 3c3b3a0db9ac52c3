import { expect } from 'chai';
import { redactUris } from '../../src/errors/redact.js';

describe('the login in a URI', () => {
  const cases: readonly (readonly [text: string, redacted: string])[] = [
    ['mongodb://app:CANARY@db.example/', 'mongodb://[redacted]@db.example/'],
    ['mongodb+srv://app:CANARY@db.example/?w=1', 'mongodb+srv://[redacted]@db.example/?w=1'],
    ['https://CANARY@db.example', 'https://[redacted]@db.example'],
    ['https://:CANARY@db.example', 'https://[redacted]@db.example'],
    ['MONGODB://app:CANARY@DB', 'MONGODB://[redacted]@DB'],
    // An @ that should have been escaped, and other marks a URI gives a meaning.
    ['mongodb://app:CAN@ARY@db.example/', 'mongodb://[redacted]@db.example/'],
    ['mongodb://app:CAN/ARY@db.example/', 'mongodb://[redacted]@db.example/'],
    ['mongodb://app:CAN?ARY@db.example/', 'mongodb://[redacted]@db.example/'],
    ['mongodb://app:CAN#ARY@db.example/', 'mongodb://[redacted]@db.example/'],
    ['mongodb://app:CAN@A/RY@db.example/', 'mongodb://[redacted]@db.example/'],
    ["'mongodb://app:CAN'ARY@db.example/'", "'mongodb://[redacted]@db.example/'"],
    ['mongodb://app:CAN"ARY@db.example/', 'mongodb://[redacted]@db.example/'],
    // Escaped.
    ['mongodb://a%40b:CAN%40%2FARY@db.example/', 'mongodb://[redacted]@db.example/'],
    // Several hosts, IPv6, several URIs.
    [
      'mongodb://app:CANARY@a.example:27017,b.example:27018/?replicaSet=rs0',
      'mongodb://[redacted]@a.example:27017,b.example:27018/?replicaSet=rs0',
    ],
    ['mongodb://app:CANARY@[::1]:27017/', 'mongodb://[redacted]@[::1]:27017/'],
    ['mongodb://app:CANARY@[fe80::1%25eth0],h/', 'mongodb://[redacted]@[fe80::1%25eth0],h/'],
    [
      'from mongodb://a:CANARY@h/ to https://b:CANARY@i/, then c',
      'from mongodb://[redacted]@h/ to https://[redacted]@i/, then c',
    ],
    ['mongodb://a:CANARY@h/,mongodb://b:CANARY@i/', 'mongodb://[redacted]@h/,mongodb://[redacted]@i/'],
    [
      '["mongodb://a:CANARY@h/","https://b:CANARY@i/"]',
      '["mongodb://[redacted]@h/","https://[redacted]@i/"]',
    ],
    ['line one\nmongodb://a:CANARY@h/\nline three', 'line one\nmongodb://[redacted]@h/\nline three'],
    // Secrets among the options.
    ['https://h/?password=CANARY&x=1', 'https://h/?password=[redacted]&x=1'],
    ['https://h/?x=1&api_TOKEN=CANARY', 'https://h/?x=1&api_TOKEN=[redacted]'],
    ['https://h/?X-Amz-Signature=CANARY&x=1', 'https://h/?X-Amz-Signature=[redacted]&x=1'],
    ['https://h/c?sv=1&sig=CANARY%2F', 'https://h/c?sv=1&sig=[redacted]'],
    ['https://h/?AccountKey=CANARY;x=1', 'https://h/?AccountKey=[redacted]'],
    ['https://h/?a=1;pwd=CANARY', 'https://h/?a=1;pwd=[redacted]'],
    [
      'mongodb://h/?tlsCertificateKeyFilePassword=CANARY&tls=true',
      'mongodb://h/?tlsCertificateKeyFilePassword=[redacted]&tls=true',
    ],
    [
      'mongodb://h/?authMechanismProperties=AWS_SESSION_TOKEN:CANARY&w=1',
      'mongodb://h/?authMechanismProperties=[redacted]&w=1',
    ],
    [
      'mongodb://a:CANARY@h/?password=CANARY@x&proxyPassword=CANARY',
      'mongodb://[redacted]@x&proxyPassword=[redacted]',
    ],
  ];
  for (const [text, redacted] of cases) {
    it(`is taken out: ${text.replaceAll('\n', ' ')}`, () => {
      expect(redactUris(text)).to.equal(redacted);
    });
  }

  const untouched = [
    '',
    'no URI at all, but an address: me@db.example',
    'mongodb://db.example:27017/?tlsCAFile=%2Fca.pem&tlsCertificateKeyFile=%2Fapp.pem',
    'https://db.example/ and me@db.example',
    'at file:///app/node_modules/@security-context/core/dist/index.js:1:2',
    'token=x and password=y outside of any URI',
    '://',
  ];
  for (const text of untouched) {
    it(`is not seen where there is none: '${text}'`, () => {
      expect(redactUris(text)).to.equal(text);
    });
  }

  it('is taken out twice as it is once', () => {
    const once = redactUris('mongodb://app:CANARY@h/?password=CANARY');
    expect(redactUris(once)).to.equal(once);
  });

  it('is looked for in linear time, for the text may be a server’s', () => {
    // A quadratic search would take minutes for each of these.
    for (const part of ['a', ';', '://', '&pass', '?key', '@', 'x:// @']) {
      expect(redactUris(part.repeat(200_000)).length).to.be.greaterThan(0);
    }
  });
});
