import { X509Certificate } from 'node:crypto';
import { expect } from 'chai';
import type { IdentitySettings } from '@security-context/core';
import { selfSigned, TestAuthority } from '@security-context/testkit';
import type { TestLeaf } from '@security-context/testkit';
import { expectRefusal, LoadStage, openssl, warningCodes } from './stage.js';

describe('an identity', () => {
  let stage: LoadStage;
  let intermediate: TestAuthority;
  let leaf: TestLeaf;
  let other: TestLeaf;
  before(async () => {
    stage = await LoadStage.create();
    intermediate = await stage.ca.intermediate();
    leaf = await intermediate.issue({ usage: 'client' });
    other = await stage.ca.issue({ usage: 'client' });
  });
  after(() => stage[Symbol.asyncDispose]());

  const load = (identity: IdentitySettings, now?: number) =>
    stage.load({ identity }, now === undefined ? {} : { now: () => now });
  const combined = (pem: string): IdentitySettings => ({ certificateKeyFile: { pem } });
  const sent = async (identity: IdentitySettings): Promise<string[]> => {
    const { identity: loaded } = await load(identity);
    expect(loaded!.chain[0].checkPrivateKey(loaded!.key)).to.equal(true);
    return loaded!.chain.map(({ fingerprint256 }) => fingerprint256);
  };
  const prints = (...certificates: readonly { x509: X509Certificate }[]): string[] =>
    certificates.map(({ x509 }) => x509.fingerprint256);

  it('is one file with certificate and key, whichever comes first', async () => {
    expect(await sent(combined(leaf.combinedPem()))).to.deep.equal(prints(leaf, intermediate));
    expect(await sent(combined(leaf.combinedPem({ order: 'key-first' })))).to.deep.equal(
      prints(leaf, intermediate),
    );
  });

  it('is a pair of files, PEM or DER, or twice the same file', async () => {
    const der = leaf.keyObject.export({ type: 'pkcs8', format: 'der' });
    const key = await stage.folder.write('app.key', der);
    const certificate = await stage.folder.write('app.crt', leaf.certificateDer);
    expect(await sent({ certificate, key })).to.deep.equal(prints(leaf));
    const both = await stage.folder.write('both.pem', leaf.combinedPem({ order: 'key-first' }));
    expect(await sent({ certificate: both, key: both })).to.deep.equal(prints(leaf, intermediate));
  });

  it('has its key in any of the usual forms', async () => {
    const rsa = await stage.ca.issue({ usage: 'client', keyAlgorithm: 'rsa-2048' });
    for (const one of [leaf, rsa]) {
      const { keyObject, certificatePem: pem } = one;
      const type = one === rsa ? 'pkcs1' : 'sec1';
      const forms = [
        { pem: one.keyPem },
        { pem: one.keyPem.replaceAll('PRIVATE KEY', 'RSA PRIVATE KEY') },
        { pem: one.traditionalKeyPem() },
        { pem: one.traditionalKeyPem().replaceAll('\n', '\r\n') },
        { der: keyObject.export({ type: 'pkcs8', format: 'der' }) },
        { der: keyObject.export({ type, format: 'der' }) },
      ];
      for (const key of forms) {
        expect(await sent({ certificate: { pem }, key })).to.deep.equal(prints(one));
      }
    }
  });

  it('may have EC PARAMETERS before its key, as openssl ecparam writes them', async () => {
    const file = await openssl('ecparam', '-name', 'prime256v1', '-genkey');
    expect(file.toString()).to.match(/^-----BEGIN EC PARAMETERS-----/);
    const key = await stage.folder.write('ec.key', file);
    const certificate = await openssl('req', '-x509', '-new', '-key', key, '-subj', '/CN=app');
    const { identity } = await load({ certificate: { pem: certificate.toString() }, key });
    expect(identity!.chain[0].subject).to.equal('CN=app');
  });

  it('with its chain in the wrong order is put in order', async () => {
    const below = await intermediate.intermediate();
    const deep = await below.issue({ usage: 'client' });
    const blocks = [stage.ca, intermediate, below, deep].map(({ certificatePem }) => certificatePem);
    expect(await sent(combined(blocks.join('') + deep.keyPem))).to.deep.equal(
      prints(deep, below, intermediate, stage.ca),
    );
    const turned = [blocks[1]!, blocks[3]!, blocks[2]!].join('') + deep.keyPem;
    expect(await sent(combined(turned))).to.deep.equal(prints(deep, below, intermediate));
  });

  it('never sends the certificate of another key: what does not belong is left out with a warning', async () => {
    const pem = other.certificatePem + leaf.combinedPem();
    expect(await sent(combined(pem))).to.deep.equal(prints(leaf, intermediate));
    expect((await load(combined(pem))).warnings).to.deep.equal([
      {
        code: 'CERTIFICATE_UNUSED',
        message:
          'identity.certificateKeyFile: 1 certificate does not belong to the chain of the client certificate ' +
          'and will not be sent',
      },
    ]);
  });

  it('sends the issuer that signed, where two authorities have one name, and the other one after it', async () => {
    const commonName = 'One Name';
    const [first, second] = [
      await TestAuthority.create({ commonName }),
      await TestAuthority.create({ commonName }),
    ];
    const app = await second.issue({ usage: 'client' });
    const pem = app.certificatePem + first.certificatePem + second.certificatePem + app.keyPem;
    expect((await sent(combined(pem))).slice(0, 2)).to.deep.equal(prints(app, second));
  });

  it('sends the issuer that signed, where nothing but the signature tells which one that is', async () => {
    const plain = async (name: string, subject: string, ...signer: string[]): Promise<string> => {
      const key = await stage.folder.write(`${name}.key`, (await stage.ca.issue()).keyPem);
      const request = await openssl('req', '-new', '-key', key, '-subj', subject);
      const file = await stage.folder.write(`${name}.csr`, request);
      const signing = signer.length > 0 ? signer : ['-signkey', key];
      const days = ['-days', '9', '-set_serial', '1'];
      const certificate = await openssl('x509', '-req', '-in', file, ...days, ...signing);
      await stage.folder.write(`${name}.pem`, certificate);
      return certificate.toString();
    };
    const [wrong, right] = [await plain('wrong', '/CN=One'), await plain('right', '/CN=One')];
    const signer = ['-CA', stage.folder.path('right.pem'), '-CAkey', stage.folder.path('right.key')];
    const app = await plain('app', '/CN=app', ...signer);
    const key = stage.folder.path('app.key');
    const chain = await sent({ certificate: { pem: wrong + right + app }, key });
    expect(chain.slice(0, 2)).to.deep.equal(
      [app, right].map((pem) => new X509Certificate(pem).fingerprint256),
    );
  });

  it('with an old and a renewed certificate of one key sends the one that is valid', async () => {
    const old = await selfSigned({
      commonName: 'app',
      notBefore: new Date('2020-01-01'),
      notAfter: new Date('2021-01-01'),
    });
    const key = await stage.folder.write('renewed.key', old.keyPem);
    const renewed = await openssl('req', '-x509', '-new', '-key', key, '-subj', '/CN=app', '-days', '30');
    const pem = old.certificatePem + renewed.toString() + old.keyPem;
    expect(await sent(combined(pem))).to.deep.equal([new X509Certificate(renewed).fingerprint256]);
    expect(warningCodes(await load(combined(pem)))).to.deep.equal(['CERTIFICATE_UNUSED']);
  });

  it('does not hang on a circle of issuers', async () => {
    const [a, b] = [
      await TestAuthority.create({ commonName: 'A' }),
      await TestAuthority.create({ commonName: 'B' }),
    ];
    const crossA = await b.intermediate({ commonName: 'A' });
    const crossB = await a.intermediate({ commonName: 'B' });
    const app = await crossA.issue({ usage: 'client' });
    const pem = [crossB, crossA, a, b].map(({ certificatePem }) => certificatePem).join('');
    const chain = await sent(combined(pem + app.certificatePem + app.keyPem));
    expect(chain.slice(0, 2)).to.deep.equal(prints(app, crossA));
    expect(chain).to.have.length(5);
  });

  it('lacks its key', async () => {
    expectRefusal(await stage.refusal({ identity: combined(leaf.chainPem) }), {
      code: 'ERR_MATERIAL_MALFORMED',
      place: 'identity.certificateKeyFile',
      reason: 'it holds 2 CERTIFICATE blocks but no private key',
      action: /file that holds the private key, or put the key into this one/,
    });
    const error = await stage.refusal({ identity: { certificateKeyFile: await derFile() } });
    expect(error.message).to.match(/: it holds a DER certificate but no private key$/);
  });
  const derFile = () => stage.folder.write('only.der', leaf.certificateDer);

  it('lacks its certificate', async () => {
    expectRefusal(await stage.refusal({ identity: combined(leaf.keyPem) }), {
      code: 'ERR_MATERIAL_MALFORMED',
      place: 'identity.certificateKeyFile',
      reason: 'it holds a PRIVATE KEY but no CERTIFICATE',
      action: /file that holds the certificate/,
    });
  });

  it('has certificate and key swapped', async () => {
    const error = await stage.refusal({
      identity: { certificate: { pem: leaf.keyPem }, key: { pem: leaf.certificatePem } },
    });
    expect(error.place).to.equal('identity.certificate');
    const second = await stage.refusal({
      identity: { certificate: { pem: leaf.certificatePem }, key: { pem: leaf.certificatePem } },
    });
    expect(second.message).to.equal('identity.key: it holds a CERTIFICATE but no private key');
  });

  it('has two keys', async () => {
    const error = await stage.refusal({ identity: combined(leaf.combinedPem() + other.keyPem) });
    expectRefusal(error, {
      code: 'ERR_MATERIAL_MALFORMED',
      place: 'identity.certificateKeyFile',
      reason: /^it holds more than one private key \(lines \d+ and \d+\)$/,
      action: 'Leave the one key that belongs to the certificate.',
    });
  });

  it('has the key of another certificate: both places are named', async () => {
    const certificate = await stage.folder.write('app.pem', leaf.chainPem);
    const key = await stage.folder.write('other.key', other.keyPem);
    expectRefusal(await stage.refusal({ identity: { certificate, key } }), {
      code: 'ERR_KEY_MISMATCH',
      place: `identity.key (${key})`,
      reason: `the private key is not the key of any of the 2 certificates in identity.certificate (${certificate})`,
      action: /both change together/,
    });
    const same = await stage.refusal({ identity: combined(leaf.certificatePem + other.keyPem) });
    expect(same.message).to.match(/is not the key of the certificate in the same place$/);
  });

  it('has a key that is damaged, cut off or of no use', async () => {
    const damaged = leaf.keyObject.export({ type: 'pkcs8', format: 'der' }).fill(0xff, 30, 60);
    const cases: readonly [string, RegExp, RegExp][] = [
      [leaf.keyPem.replace(/.{12}\n-----END/, '\n-----END'), /its base64 is cut off/, /anew/],
      [leaf.keyPem.replace(/\n./, '\n*'), /its base64 is broken/, /anew/],
      [
        leaf.certificatePem.replaceAll('CERTIFICATE', 'PRIVATE KEY'),
        /its private key cannot be read: it is damaged or of a kind/,
        /anew/,
      ],
      [
        `-----BEGIN PRIVATE KEY-----\n${damaged.toString('base64')}\n-----END PRIVATE KEY-----`,
        /its private key cannot be read: it is damaged or of a kind/,
        /anew/,
      ],
      [
        leaf.keyPem.replaceAll('PRIVATE KEY', 'OPENSSH PRIVATE KEY'),
        /is an OpenSSH key TLS cannot use$/,
        /ssh-keygen -p -m PKCS8/,
      ],
      [
        leaf.keyPem.replaceAll('PRIVATE KEY', 'DSA PRIVATE KEY'),
        /a key of a kind TLS cannot use$/,
        /RSA, EC or Ed/,
      ],
      ['no key', /it holds text without any PEM block but no private key/, /private key/],
    ];
    for (const [pem, reason, action] of cases) {
      const identity = { certificate: { pem: leaf.certificatePem }, key: { pem } };
      expectRefusal(await stage.refusal({ identity }), {
        ...{ code: 'ERR_MATERIAL_MALFORMED', place: 'identity.key' },
        ...{ reason, action },
      });
    }
  });

  it('that has expired, or is not valid yet, is a warning with the date', async () => {
    const expired = await stage.ca.issueFaulty('expired', { usage: 'client' });
    const { warnings, identity } = await load(combined(expired.combinedPem()));
    expect(identity!.chain[0].fingerprint256).to.equal(expired.fingerprint256);
    const until = new Date(expired.x509.validTo).toISOString();
    expect(warnings).to.deep.equal([
      {
        code: 'CERTIFICATE_EXPIRED',
        message: `identity.certificateKeyFile: the client certificate expired on ${until}; servers will refuse it`,
      },
    ]);
    const early = await load(combined(leaf.combinedPem()), Date.parse('2001-01-01'));
    expect(warningCodes(early)).to.deep.equal(['CERTIFICATE_NOT_YET_VALID', 'CERTIFICATE_NOT_YET_VALID']);
    const from = new Date(leaf.x509.validFrom).toISOString();
    expect(early.warnings.map(({ message }) => message)).to.include(
      `identity.certificateKeyFile: the client certificate is not valid before ${from}; servers will refuse it`,
    );
  });
});
