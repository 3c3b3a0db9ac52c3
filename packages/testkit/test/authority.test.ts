import { expect } from 'chai';
import { X509Certificate } from 'node:crypto';
import { inspect } from 'node:util';
import {
  TestAuthority,
  leafFaults,
  manyRoots,
  selfSigned,
  startTestServer,
  subjectOf,
} from '../src/index.js';
import type { KeyAlgorithm, LeafOptions, TestLeaf } from '../src/index.js';
import { dial } from './dial.js';

describe('the test authority', () => {
  let ca: TestAuthority;
  before(async () => {
    ca = await TestAuthority.create();
  });

  /** What Node's client says to a server with this leaf. */
  async function codeFor(leaf: TestLeaf, trusted = ca, host = 'localhost'): Promise<string> {
    await using server = await startTestServer({ tls: leaf.tls, answer: 'echo' });
    const { code, answer } = await dial(server.port, { ca: trusted.certificatePem, servername: host });
    return code ?? answer;
  }

  it('issues a server certificate that a client accepts by name and by address', async () => {
    const leaf = await ca.issue();
    expect(await codeFor(leaf)).to.equal('hello');
    expect(leaf.x509.subjectAltName).to.equal('DNS:localhost, IP Address:127.0.0.1');
    expect(leaf.x509.checkIP('127.0.0.1')).to.equal('127.0.0.1');
  });

  it('issues for the names and addresses that are asked for, and no others', async () => {
    const leaf = await ca.issue({
      dnsNames: ['db.example', '*.db.example'],
      ipAddresses: ['::1', 'fe80::1:2'],
    });
    expect(leaf.x509.checkHost('db.example')).to.equal('db.example');
    expect(leaf.x509.checkHost('a.db.example')).to.equal('*.db.example');
    expect(leaf.x509.checkHost('localhost')).to.equal(undefined);
    expect(leaf.x509.checkIP('::1')).to.equal('::1');
    expect(leaf.x509.checkIP('fe80::1:2')).to.equal('fe80::1:2');
    expect(leaf.x509.checkIP('127.0.0.1')).to.equal(undefined);
  });

  it('gives a client certificate no names but those that are asked for', async () => {
    expect((await ca.issue({ usage: 'client' })).x509.subjectAltName).to.equal(undefined);
    const named = await ca.issue({ usage: 'client', dnsNames: ['app.example'] });
    expect(named.x509.subjectAltName).to.equal('DNS:app.example');
    expect(named.subject).to.equal('CN=app.example');
  });

  it('marks authorities as such, and leaves as none', async () => {
    const leaf = await ca.issue();
    expect(ca.x509.ca).to.equal(true);
    expect((await ca.intermediate()).x509.ca).to.equal(true);
    expect(leaf.x509.ca).to.equal(false);
    expect(leaf.x509.checkIssued(ca.x509)).to.equal(true);
    expect(leaf.x509.verify(ca.x509.publicKey)).to.equal(true);
  });

  it('gives every certificate a positive serial number of 16 octets, and no two the same', async () => {
    const serials = (await Promise.all(Array.from({ length: 20 }, () => ca.issue()))).map(
      ({ x509 }) => x509.serialNumber,
    );
    expect(new Set(serials).size).to.equal(20);
    for (const serial of serials) expect(serial).to.match(/^[4-7][0-9A-F]{31}$/);
  });

  it('writes dates after 2049 in the long form', async () => {
    const leaf = await ca.issue({ notAfter: new Date('2061-02-03T04:05:06Z') });
    expect(new Date(leaf.x509.validTo).toISOString()).to.equal('2061-02-03T04:05:06.000Z');
  });

  for (const [usage, purposes] of [
    ['server', ['1.3.6.1.5.5.7.3.1']],
    ['client', ['1.3.6.1.5.5.7.3.2']],
    ['both', ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2']],
    ['none', undefined],
  ] as const) {
    it(`issues for the usage ${usage}`, async () => {
      expect((await ca.issue({ usage })).x509.keyUsage).to.deep.equal(purposes);
    });
  }

  const refusals: Readonly<Record<string, string>> = {
    expired: 'CERT_HAS_EXPIRED',
    'not-yet-valid': 'CERT_NOT_YET_VALID',
    'wrong-purpose': 'INVALID_PURPOSE',
    'wrong-name': 'ERR_TLS_CERT_ALTNAME_INVALID',
    'self-signed': 'DEPTH_ZERO_SELF_SIGNED_CERT',
  };
  for (const fault of leafFaults) {
    it(`issues a certificate whose fault "${fault}" a client names`, async () => {
      expect(await codeFor(await ca.issueFaulty(fault))).to.equal(refusals[fault]);
    });
  }

  it('keeps the asked-for names in a certificate with a fault of another kind', async () => {
    const options: LeafOptions = { dnsNames: ['db.example'], organization: 'Example' };
    for (const fault of ['expired', 'not-yet-valid', 'wrong-purpose', 'self-signed'] as const) {
      const leaf = await ca.issueFaulty(fault, options);
      expect(leaf.x509.checkHost('db.example'), fault).to.equal('db.example');
    }
  });

  it('is not trusted by a client that trusts another authority', async () => {
    expect(await codeFor(await ca.issue(), await TestAuthority.create())).to.equal(
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    );
  });

  it('puts the intermediates into the chain of a leaf, and without them the client refuses', async () => {
    const lower = await (await ca.intermediate()).intermediate();
    const leaf = await lower.issue();
    expect(leaf.chainPem.match(/BEGIN CERTIFICATE/g)).to.have.length(3);
    expect(await codeFor(leaf)).to.equal('hello');
    await using server = await startTestServer({ tls: { cert: leaf.certificatePem, key: leaf.keyPem } });
    const { code } = await dial(server.port, { ca: ca.certificatePem, servername: 'localhost' });
    expect(code).to.equal('UNABLE_TO_VERIFY_LEAF_SIGNATURE');
  });

  for (const keyAlgorithm of ['p-256', 'p-384', 'rsa-2048'] satisfies KeyAlgorithm[]) {
    it(`signs and is signed with ${keyAlgorithm} keys`, async () => {
      const root = await TestAuthority.create({ keyAlgorithm });
      expect(await codeFor(await root.issue({ keyAlgorithm }), root)).to.equal('hello');
    });
  }

  it('names subjects on one line as MongoDB does, special characters escaped', async () => {
    const leaf = await ca.issue({ usage: 'client', commonName: 'app, "one"', organization: 'Über+Co' });
    expect(leaf.subject).to.equal('CN=app\\, \\"one\\",O=Über\\+Co');
    expect(subjectOf(ca.x509)).to.match(/^CN=Test Root [0-9a-f]{8},O=Security Context Testkit,C=XX$/);
  });

  it('signs a leaf by itself', async () => {
    const leaf = await selfSigned({ dnsNames: ['db.example'] });
    expect(leaf.x509.issuer).to.equal(leaf.x509.subject);
    expect(leaf.x509.verify(leaf.x509.publicKey)).to.equal(true);
  });

  it('makes many distinct roots that share their key', async () => {
    const roots = await manyRoots(9, { keyAlgorithm: ['rsa-2048', 'p-256'] });
    expect(new Set(roots.map(({ x509 }) => x509.fingerprint256)).size).to.equal(9);
    expect(new Set(roots.map(({ x509 }) => x509.subject)).size).to.equal(9);
    const keys = roots.map(({ x509 }) =>
      x509.publicKey.export({ type: 'spki', format: 'der' }).toString('hex'),
    );
    expect(new Set(keys).size).to.equal(2);
    for (const { x509 } of roots) expect(x509.verify(x509.publicKey)).to.equal(true);
    const [root] = roots;
    expect(root && (await codeFor(await root.issue(), root))).to.equal('hello');
  });

  it('makes PEM and DER of one certificate', async () => {
    const leaf = await ca.issue();
    expect(new X509Certificate(leaf.certificatePem).raw.equals(leaf.certificateDer)).to.equal(true);
    expect(new X509Certificate(ca.certificatePem).raw.equals(ca.certificateDer)).to.equal(true);
  });

  it('does not show a private key when a leaf or an authority is printed', async () => {
    const leaf = await ca.issue();
    const secret = (leaf.keyObject.export({ format: 'jwk' }) as { d: string }).d;
    for (const thing of [leaf, ca]) {
      const printed = inspect(thing, { depth: 9, showHidden: true }) + JSON.stringify(thing);
      expect(printed).to.not.contain('PRIVATE');
      expect(printed).to.not.contain(secret);
    }
  });
});

describe('revocation lists of the test authority', () => {
  /** What a client with the CRLs says to a server with the leaf. */
  async function codeWith(leaf: TestLeaf, ca: TestAuthority, crls: string[]): Promise<string> {
    await using server = await startTestServer({ tls: leaf.tls, answer: 'echo' });
    const client = { ca: ca.certificatePem, crl: crls, servername: 'localhost' };
    const { code, answer } = await dial(server.port, client);
    return code ?? answer;
  }

  it('make a client refuse a revoked leaf and accept another', async () => {
    const ca = await TestAuthority.create();
    const [good, bad] = [await ca.issue(), await ca.issue()];
    const crl = ca.crl({ revoked: [bad] });
    expect(await codeWith(good, ca, [crl.pem])).to.equal('hello');
    expect(await codeWith(bad, ca, [crl.pem])).to.equal('CERT_REVOKED');
    expect(crl.pem).to.contain(crl.der.toString('base64').slice(0, 64));
  });

  it('can revoke an intermediate', async () => {
    const ca = await TestAuthority.create();
    const middle = await ca.intermediate();
    const leaf = await middle.issue();
    expect(await codeWith(leaf, ca, [ca.crl().pem, middle.crl().pem])).to.equal('hello');
    expect(await codeWith(leaf, ca, [ca.crl({ revoked: [middle] }).pem, middle.crl().pem])).to.equal(
      'CERT_REVOKED',
    );
  });

  it('can be out of date', async () => {
    const ca = await TestAuthority.create();
    const crl = ca.crl({
      thisUpdate: new Date(Date.now() - 7_200_000),
      nextUpdate: new Date(Date.now() - 3_600_000),
    });
    expect(await codeWith(await ca.issue(), ca, [crl.pem])).to.equal('CRL_HAS_EXPIRED');
  });
});
