import { expect } from 'chai';
import { expectRefusal, LoadStage, openssl } from './stage.js';

describe('PEM and DER files', () => {
  let stage: LoadStage;
  let pem: string;
  let others: string[];
  before(async () => {
    stage = await LoadStage.create();
    pem = stage.ca.certificatePem;
    others = await Promise.all([1, 2].map(async () => (await stage.ca.intermediate()).certificatePem));
  });
  after(() => stage[Symbol.asyncDispose]());

  const counted = async (content: string | Uint8Array): Promise<number> => {
    const file = await stage.folder.write('ca.pem', content);
    return (await stage.load({ trust: { anchors: [file] } })).trust.certificates.length;
  };
  const refused = async (content: string | Uint8Array, code = 'ERR_MATERIAL_MALFORMED') => {
    const file = await stage.folder.write('ca.pem', content);
    const error = await stage.refusal({ trust: { anchors: [file] } });
    expect(error.code).to.equal(code);
    expect(error.place).to.equal(`trust.anchors[0] (${file})`);
    expect(error.action).to.be.a('string');
    return { error, said: error.message.slice(`${error.place ?? ''}: `.length) };
  };

  it('may have text around blocks, as openssl writes it', async () => {
    expect(await counted(`subject=CN = x\nnotes: -----\n\n${pem}\ntrailer\n${others[0]}bye`)).to.equal(2);
  });

  it('may have Windows or old Macintosh line ends', async () => {
    const text = pem + others.join('');
    expect(await counted(text.replaceAll('\n', '\r\n'))).to.equal(3);
    expect(await counted(text.replaceAll('\n', '\r'))).to.equal(3);
  });

  it('may have a byte-order mark, also in the middle, where two such files were joined', async () => {
    expect(await counted(`\uFEFF${pem}\uFEFF${others[0]}`)).to.equal(2);
  });

  it('may be indented, as in YAML, and have blanks at line ends', async () => {
    expect(await counted(pem.replaceAll('\n', ' \n').replace(/^/gm, '    '))).to.equal(1);
  });

  it('may have the base64 on one line', async () => {
    const body = stage.ca.certificateDer.toString('base64');
    expect(await counted(`-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----`)).to.equal(1);
  });

  it('may use the older label X509 CERTIFICATE', async () => {
    expect(await counted(pem.replaceAll('CERTIFICATE', 'X509 CERTIFICATE'))).to.equal(1);
  });

  it('may be DER, whatever its name', async () => {
    expect(await counted(stage.ca.certificateDer)).to.equal(1);
  });

  it('counts equal certificates once, whatever their encoding', async () => {
    const file = await stage.folder.write('ca.der', stage.ca.certificateDer);
    const { trust } = await stage.load({ trust: { anchors: [{ pem: pem + pem }, file, file] } });
    expect(trust.certificates).to.have.length(1);
    expect(trust.origins).to.deep.equal(['trust.anchors[0] (1)', `${file} (1)`]);
  });

  it('is garbage: the error says what it is not', async () => {
    const text = await refused('this is no certificate at all\n');
    expectRefusal(text.error, {
      code: 'ERR_MATERIAL_MALFORMED',
      place: text.error.place!,
      reason: 'it holds text without any PEM block but no CERTIFICATE',
      action: /as PEM \(BEGIN CERTIFICATE\) or DER/,
    });
    const { said } = await refused(Buffer.alloc(4096));
    expect(said).to.match(/^it holds binary data that is neither PEM nor DER of a known kind/);
  });

  it('is DER that was cut off, or has something behind it', async () => {
    const der = stage.ca.certificateDer;
    for (const damaged of [der.subarray(0, -20), Buffer.concat([der, Buffer.alloc(3)])]) {
      expect((await refused(damaged)).said).to.match(/^it holds DER that is cut off or has something after/);
    }
  });

  it('has a block with base64 cut off: the error names block and line', async () => {
    const cut = others[0]!.replace(/.{10}\n-----END/, '\n-----END');
    const { said, error } = await refused(`${pem}# note\n${cut}${others[1]}`);
    const line = pem.split('\n').length + 1;
    expect(said).to.equal(
      `block 2 of 3 at line ${line} cannot be read: its base64 is cut off or is no certificate`,
    );
    expect(error.action).to.match(/Write it anew from its origin/);
  });

  it('has a block with characters that are no base64', async () => {
    const { said } = await refused(pem + others[0]!.replace(/\n(.{20})/, '\n$1*'));
    expect(said).to.match(/^block 2 of 2 at line \d+ cannot be read: its base64 is broken$/);
  });

  it('has a block of good base64 that is no certificate', async () => {
    const csr = Buffer.from(stage.ca.certificateDer);
    csr.fill(0xff, 40, 60);
    const block = `-----BEGIN CERTIFICATE-----\n${csr.toString('base64')}\n-----END CERTIFICATE-----\n`;
    expect((await refused(block)).said).to.equal(
      'block 1 of 1 at line 1 cannot be read: it is no X.509 certificate',
    );
  });

  it('hides another certificate inside a block, which a lenient reader would take', async () => {
    const inner = Buffer.from(`\n${pem}`);
    const wrapped = Buffer.concat([Buffer.from([0x30, 0x82, inner.length >> 8, inner.length & 0xff]), inner]);
    const block = `-----BEGIN CERTIFICATE-----\n${wrapped.toString('base64')}\n-----END CERTIFICATE-----\n`;
    expect((await refused(block)).said).to.match(/it is no X\.509 certificate$/);
  });

  it('ends before the END line', async () => {
    const { said } = await refused(pem + others[0]!.slice(0, 200));
    expect(said).to.match(/^PEM block 2 at line \d+ cannot be read: it is cut off: it has no END line$/);
    const { said: nested } = await refused(others[0]!.slice(0, 200) + '\n' + pem);
    expect(nested).to.match(/^PEM block 1 at line 1 cannot be read: it has no END line$/);
  });

  it('has a damaged BEGIN line: the block is not left out in silence', async () => {
    const { said } = await refused(pem + others[0]!.replace('-----BEGIN', '----BEGIN'));
    expect(said).to.match(/^PEM block 2 at line \d+ cannot be read: it ends without a BEGIN line$/);
  });

  it('has BEGIN and END of different kinds', async () => {
    const { said } = await refused(pem.replace('END CERTIFICATE', 'END PKCS7'));
    expect(said).to.match(/its END line names another kind$/);
  });

  it('lost its line breaks, as in environment variables', async () => {
    for (const text of [pem.replaceAll('\n', '\\n'), pem.replaceAll('\n', ' ')]) {
      const { said } = await refused(text);
      expect(said).to.match(/at line 1 cannot be read: its line breaks are lost or written as \\n$/);
    }
  });

  it('was joined from files without a line break at the end', async () => {
    const { said } = await refused(pem.trimEnd() + others[0]!);
    expect(said).to.equal('PEM block 1 at line 1 cannot be read: no line break follows its END line');
  });

  it('is UTF-16 text, with and without a mark', async () => {
    for (const text of [`\uFEFF${pem}`, pem]) {
      const { said, error } = await refused(Buffer.from(text, 'utf16le'));
      expect(said).to.equal('it is UTF-16 text');
      expect(error.action).to.match(/Save it as UTF-8 or ASCII/);
    }
    const bigEndian = Buffer.from(`\uFEFF${pem}`, 'utf16le').swap16();
    expect((await refused(bigEndian)).said).to.equal('it is UTF-16 text');
  });

  it('holds a block of the wrong kind: the error says which', async () => {
    const leaf = await stage.ca.issue();
    const cases: readonly [string | Uint8Array, RegExp, RegExp][] = [
      [leaf.keyPem, /^it holds a PRIVATE KEY but no CERTIFICATE$/, /file that holds the certificate/],
      [
        leaf.encryptedKeyPem('x'.repeat(9)),
        /^it holds an ENCRYPTED PRIVATE KEY but no CERT/,
        /holds the certificate/,
      ],
      [stage.ca.crl().pem + leaf.keyPem, /^it holds an X509 CRL and a PRIVATE KEY but no/, /the certificate/],
      [leaf.keyPem + leaf.keyPem, /^it holds 2 PRIVATE KEY blocks but no CERTIFICATE$/, /the certificate/],
      [
        '-----BEGIN TOP SECRET-----\nAAAA\n-----END TOP SECRET-----\n',
        /^it holds a block of another kind but no/,
        /the certificate/,
      ],
      [
        leaf.pkcs12('longer than needed'),
        /^it holds a PKCS#12 container but no CERTIFICATE$/,
        /identity\.pkcs12/,
      ],
      [
        leaf.keyObject.export({ type: 'pkcs8', format: 'der' }),
        /^it holds a private key but no/,
        /the certif/,
      ],
      [
        leaf.keyObject.export({ type: 'sec1', format: 'der' }),
        /^it holds a private key but no/,
        /the certif/,
      ],
      [stage.ca.crl().der, /^it holds a signed object that is no X\.509 certificate$/, /anew/],
    ];
    for (const [content, reason, action] of cases) {
      const { said, error } = await refused(content);
      expect(said).to.match(reason);
      expect(error.action).to.match(action);
    }
  });

  it('holds a request, a PKCS#7 bundle or a trusted certificate: the error says how to convert', async () => {
    const folder = stage.folder;
    const file = await folder.write('plain.pem', pem);
    const pkcs7 = await openssl('crl2pkcs7', '-nocrl', '-certfile', file);
    expect((await refused(pkcs7)).error.action).to.match(/openssl pkcs7 -print_certs/);
    const der = await openssl('crl2pkcs7', '-nocrl', '-certfile', file, '-outform', 'DER');
    expect((await refused(der)).said).to.equal('it holds a PKCS#7 bundle but no CERTIFICATE');
    const key = await folder.write('key.pem', (await stage.ca.issue()).keyPem);
    const request = await openssl('req', '-new', '-key', key, '-subj', '/CN=x');
    expect((await refused(request)).error.action).to.match(/certificate the authority issued/);
    const trusted = await openssl('x509', '-in', file, '-trustout');
    const { said, error } = await refused(pem + trusted.toString());
    expect(said).to.match(/^block 2 at line \d+ is a TRUSTED CERTIFICATE: its trust rules would be lost$/);
    expect(error.action).to.match(/openssl x509 -in FILE -out/);
  });

  it('reads hostile text in linear time', async () => {
    const size = 2 ** 20;
    const patterns = [
      '-',
      '-----',
      '-----BEGIN ',
      ' ',
      '\n',
      '\r',
      '=',
      'A',
      '-----END',
      'a:b\n',
      '\t-----BEGIN -',
    ];
    for (const pattern of patterns) {
      const error = await stage.refusal({
        trust: { anchors: [{ pem: pattern.repeat(size / pattern.length) }] },
      });
      expect(error.code).to.match(/^ERR_MATERIAL_(MALFORMED|EMPTY)$/);
      const inside = `-----BEGIN PRIVATE KEY-----\n${pattern.repeat((size - 1000) / pattern.length)}\n-----END PRIVATE KEY-----`;
      const identity = { certificateKeyFile: { pem: `${pem}${inside}` } };
      expect((await stage.refusal({ identity })).code).to.match(
        /^ERR_(MATERIAL_MALFORMED|PASSPHRASE_REQUIRED)$/,
      );
    }
  });
});
