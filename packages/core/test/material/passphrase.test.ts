import { createPrivateKey } from 'node:crypto';
import { expect } from 'chai';
import type { TestLeaf } from '@security-context/testkit';
import { expectRefusal, LoadStage, openssl, warningCodes } from './stage.js';

const RIGHT = 'right passphrase äß €';

describe('the passphrase of a key', () => {
  let stage: LoadStage;
  let leaf: TestLeaf;
  let rsa: TestLeaf;
  before(async () => {
    stage = await LoadStage.create();
    leaf = await stage.ca.issue({ usage: 'client' });
    rsa = await stage.ca.issue({ usage: 'client', keyAlgorithm: 'rsa-2048' });
  });
  after(() => stage[Symbol.asyncDispose]());

  type Form = readonly [name: string, leaf: TestLeaf, key: { pem: string } | { der: Uint8Array }];
  const forms = (): Form[] => {
    const pkcs8 = (cipher: string, one: TestLeaf, format: 'pem' | 'der') =>
      one.keyObject.export({ type: 'pkcs8', format: format as 'der', cipher, passphrase: RIGHT });
    const ciphers = ['aes-128-cbc', 'aes-192-cbc', 'aes-256-cbc', 'des-ede3-cbc'];
    return [
      ...ciphers.map((cipher): Form => [`PKCS#8 ${cipher}`, leaf, { der: pkcs8(cipher, leaf, 'der') }]),
      ['PKCS#8 PEM', leaf, { pem: leaf.encryptedKeyPem(RIGHT) }],
      ['PKCS#8 RSA', rsa, { pem: rsa.encryptedKeyPem(RIGHT) }],
      ['SEC 1', leaf, { pem: leaf.traditionalKeyPem(RIGHT) }],
      ['SEC 1 with Windows line ends', leaf, { pem: leaf.traditionalKeyPem(RIGHT).replaceAll('\n', '\r\n') }],
      ['SEC 1, indented', leaf, { pem: leaf.traditionalKeyPem(RIGHT).replace(/^/gm, '  ') }],
      ['PKCS#1', rsa, { pem: rsa.traditionalKeyPem(RIGHT) }],
    ];
  };
  const identityOf = ([, one, key]: Form) => ({ certificate: { pem: one.certificatePem }, key });

  it('opens it when it is right, in every form', async () => {
    for (const form of forms()) {
      const { identity } = await stage.load({ identity: { ...identityOf(form), passphrase: RIGHT } });
      expect(identity!.key.equals(form[1].keyObject)).to.equal(true, form[0]);
    }
  });

  it('is needed: without it the error asks for it', async () => {
    for (const form of forms()) {
      expectRefusal(await stage.refusal({ identity: identityOf(form) }), {
        code: 'ERR_PASSPHRASE_REQUIRED',
        place: 'identity.key',
        reason: 'the key is encrypted and no passphrase was given',
        action: 'Give its passphrase as identity.passphraseFile (or identity.passphrase).',
      });
    }
  });

  it('is called wrong when it is wrong, in every form', async () => {
    for (const form of forms()) {
      expectRefusal(await stage.refusal({ identity: { ...identityOf(form), passphrase: 'wrong' } }), {
        code: 'ERR_PASSPHRASE_WRONG',
        place: 'identity.key',
        reason: 'the passphrase given at identity.passphrase does not open it',
        action: /of a passphrase file only the last line break is left out/,
      });
    }
  });

  it('is called wrong whatever OpenSSL says: about one wrong one in 256 unpads to garbage', async () => {
    for (const key of [leaf.traditionalKeyPem(RIGHT), leaf.encryptedKeyPem(RIGHT)]) {
      const passphrase = misleading(key);
      const error = await stage.refusal({
        identity: { ...identityOf(['', leaf, { pem: key }]), passphrase },
      });
      expect(error.code).to.equal('ERR_PASSPHRASE_WRONG');
    }
  });

  it('does no harm when the key is not encrypted', async () => {
    for (const pem of [leaf.keyPem, leaf.traditionalKeyPem()]) {
      const identity = { certificate: { pem: leaf.certificatePem }, key: { pem }, passphrase: 'not needed' };
      expect((await stage.load({ identity })).identity).to.be.an('object');
    }
  });

  it('may be in a file, whose last line break is not part of it', async () => {
    const certificateKeyFile = { pem: leaf.combinedPem({ passphrase: RIGHT }) };
    for (const text of [RIGHT, `${RIGHT}\n`, `${RIGHT}\r\n`, `\uFEFF${RIGHT}\n`]) {
      const passphraseFile = await stage.folder.write('pass', text);
      const { identity, paths } = await stage.load({ identity: { certificateKeyFile, passphraseFile } });
      expect(identity).to.be.an('object');
      expect(paths).to.deep.equal([passphraseFile]);
    }
    const passphraseFile = await stage.folder.write('pass', `${RIGHT}\n\n`);
    const error = await stage.refusal({ identity: { certificateKeyFile, passphraseFile } });
    expect(error.code).to.equal('ERR_PASSPHRASE_WRONG');
    expect(error.message).to.contain(`given at identity.passphraseFile (${passphraseFile}) does not open it`);
  });

  it('may be in a file that is missing, empty, a line break, UTF-16 or no text: errors name it', async () => {
    const certificateKeyFile = { pem: leaf.combinedPem({ passphrase: RIGHT }) };
    const refusal = async (content?: string | Uint8Array) => {
      await stage.folder.remove('pass');
      const passphraseFile = stage.folder.path('pass');
      if (content !== undefined) await stage.folder.write('pass', content);
      const error = await stage.refusal({ identity: { certificateKeyFile, passphraseFile } });
      expect(error.place).to.equal(`identity.passphraseFile (${passphraseFile})`);
      expect(error.action).to.be.a('string');
      return error.code;
    };
    expect(await refusal()).to.equal('ERR_MATERIAL_NOT_FOUND');
    expect(await refusal('')).to.equal('ERR_MATERIAL_EMPTY');
    expect(await refusal('\r\n')).to.equal('ERR_MATERIAL_EMPTY');
    expect(await refusal(Buffer.from(`\uFEFF${RIGHT}`, 'utf16le'))).to.equal('ERR_MATERIAL_MALFORMED');
    expect(await refusal(Buffer.from('\xE4\xDF', 'latin1'))).to.equal('ERR_MATERIAL_MALFORMED');
    expect(await refusal(Buffer.alloc(2 ** 20 + 1, 'x'))).to.equal('ERR_MATERIAL_TOO_LARGE');
  });

  it('may be in a file others may read: a warning', async () => {
    const certificateKeyFile = { pem: leaf.combinedPem({ passphrase: RIGHT }) };
    const passphraseFile = await stage.folder.write('open-pass', RIGHT, 0o644);
    const material = await stage.load({ identity: { certificateKeyFile, passphraseFile } });
    expect(warningCodes(material)).to.deep.equal(['KEY_FILE_READABLE_BY_OTHERS']);
  });

  it('opens what the openssl program encrypts: scrypt, 3DES and PBKDF2 with SHA-1', async () => {
    const key = await stage.folder.write('plain.key', leaf.keyPem);
    const pass = await stage.folder.write('ascii', 'plain words');
    const ways = [['-scrypt'], ['-v1', 'PBE-SHA1-3DES'], ['-v2', 'aes-256-cbc', '-v2prf', 'hmacWithSHA1']];
    for (const way of ways) {
      const pem = await openssl('pkcs8', '-topk8', '-in', key, '-passout', `file:${pass}`, ...way);
      const identity = { certificate: { pem: leaf.certificatePem }, key: { pem: pem.toString() } };
      const opened = await stage.load({ identity: { ...identity, passphraseFile: pass } });
      expect(opened.identity!.key.equals(leaf.keyObject)).to.equal(true);
      const error = await stage.refusal({ identity: { ...identity, passphrase: 'wrong words' } });
      expect(error.code).to.equal('ERR_PASSPHRASE_WRONG');
    }
  });

  it('cannot help with an encryption that is too old: the error names it and how to convert', async () => {
    const key = await stage.folder.write('plain.key', leaf.keyPem);
    const old = ['-provider', 'legacy', '-provider', 'default'];
    for (const [way, name] of [
      ['PBE-MD5-DES', 'MD5 and DES'],
      ['PBE-SHA1-RC2-40', '40-bit RC2'],
    ] as const) {
      const pem = await openssl('pkcs8', '-topk8', '-in', key, '-passout', 'pass:secret', '-v1', way, ...old);
      const identity = { certificate: { pem: leaf.certificatePem }, key: { pem: pem.toString() } };
      expectRefusal(await stage.refusal({ identity: { ...identity, passphrase: 'secret' } }), {
        code: 'ERR_MATERIAL_MALFORMED',
        place: 'identity.key',
        reason: `it is encrypted with ${name}, which is too weak`,
        action: /openssl pkcs8 -topk8 -v2 aes-256-cbc/,
      });
    }
    const des = leaf.traditionalKeyPem('secret').replace('AES-256-CBC', 'DES-CBC');
    const identity = { certificate: { pem: leaf.certificatePem }, key: { pem: des }, passphrase: 'secret' };
    const error = await stage.refusal({ identity });
    expect(error.message).to.match(/its encryption is damaged or not supported$/);
  });

  it('is not tried with all the memory there is because a file asks for it', async () => {
    const key = await stage.folder.write('plain.key', leaf.keyPem);
    const form = ['-scrypt', '-outform', 'DER', '-passout', 'pass:secret'];
    const der = await openssl('pkcs8', '-topk8', '-in', key, ...form);
    const changed = async (from: readonly number[], to: readonly number[]): Promise<string> => {
      const hostile = Buffer.from(der);
      const at = hostile.indexOf(Buffer.from(from));
      expect(at).to.be.greaterThan(0);
      hostile.set(to, at);
      const identity = { certificate: { pem: leaf.certificatePem }, key: { der: hostile } };
      const error = await stage.refusal({ identity: { ...identity, passphrase: 'secret' } });
      expect(error.code).to.equal('ERR_MATERIAL_MALFORMED');
      return error.message;
    };
    // N = 16384, r = 8, p = 1
    const parameters = [2, 2, 0x40, 0, 2, 1, 8, 2, 1, 1];
    const memory = /its scrypt parameters ask for too much memory$/;
    expect(await changed(parameters, [2, 2, 0x40, 0, 2, 1, 127, 2, 1, 1])).to.match(memory);
    expect(await changed(parameters, [2, 2, 0x40, 0, 2, 1, 8, 2, 1, 127])).to.match(memory);
    const damaged = /its scrypt parameters are damaged$/;
    expect(await changed(parameters, [2, 2, 0x40, 1, 2, 1, 8, 2, 1, 1])).to.match(damaged);
  });

  it('is not tried a billion times because a file asks for it', async () => {
    const der = leaf.keyObject.export({
      ...{ type: 'pkcs8', format: 'der', cipher: 'aes-256-cbc', passphrase: RIGHT },
    } as { type: 'pkcs8'; format: 'der'; cipher: string; passphrase: string });
    const rounds = der.indexOf(Buffer.from([0x02, 0x02, 0x08, 0x00]));
    expect(rounds).to.be.greaterThan(0);
    const hostile = Buffer.from(der);
    // The INTEGER 2048 turns into the salt's last bytes and a longer INTEGER: lengths stay what they are.
    hostile.set([0x02, 0x02, 0xff, 0xff], rounds);
    const identity = { certificate: { pem: leaf.certificatePem }, key: { der: hostile }, passphrase: RIGHT };
    const error = await stage.refusal({ identity });
    expect(error.code).to.equal('ERR_MATERIAL_MALFORMED');
    expect(error.message).to.match(/more than 10000000 rounds of key derivation$/);
  });
});

/** A wrong passphrase that OpenSSL does not call wrong. */
function misleading(key: string): string {
  for (let attempt = 0; ; attempt++) {
    const passphrase = `wrong ${attempt}`;
    try {
      createPrivateKey({ key, passphrase });
    } catch (error) {
      if ((error as { code?: string }).code !== 'ERR_OSSL_BAD_DECRYPT') return passphrase;
    }
  }
}
