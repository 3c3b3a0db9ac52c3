import { createDecipheriv, createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import { expect } from 'chai';
import type { TestAuthority, TestLeaf } from '@security-context/testkit';
import { octets, readAsn1 } from '../../src/material/asn1.js';
import { expectRefusal, LoadStage, openssl } from './stage.js';

const RIGHT = 'right passphrase';
const LEGACY = ['-provider', 'legacy', '-provider', 'default'];

describe('a PKCS#12 container', () => {
  let stage: LoadStage;
  let intermediate: TestAuthority;
  let leaf: TestLeaf;
  let pem: string;
  before(async () => {
    stage = await LoadStage.create();
    intermediate = await stage.ca.intermediate();
    leaf = await intermediate.issue({ usage: 'client' });
    pem = await stage.folder.write('all.pem', leaf.combinedPem());
  });
  after(() => stage[Symbol.asyncDispose]());

  const make = async (passphrase: string, ...options: readonly string[]): Promise<Buffer> => {
    const pass = ['-passout', `file:${await stage.folder.write('pass', `${passphrase}\n`)}`];
    return openssl('pkcs12', '-export', '-in', pem, ...pass, ...options);
  };
  const load = async (der: Uint8Array, passphrase?: string) => {
    const pkcs12 = await stage.folder.write('app.p12', der);
    return stage.load({ identity: { pkcs12, ...(passphrase !== undefined && { passphrase }) } });
  };
  const refusal = (der: Uint8Array, passphrase?: string) =>
    stage.refusal({ identity: { pkcs12: { der }, ...(passphrase !== undefined && { passphrase }) } });
  const expectOpened = async (der: Uint8Array, passphrase?: string) => {
    const { identity } = await load(der, passphrase);
    expect(identity!.chain.map(({ fingerprint256 }) => fingerprint256)).to.deep.equal([
      leaf.fingerprint256,
      intermediate.x509.fingerprint256,
    ]);
    expect(identity!.key.equals(leaf.keyObject)).to.equal(true);
  };

  it('made by openssl gives chain and key', async () => {
    await expectOpened(await make(RIGHT), RIGHT);
    await expectOpened(await make(RIGHT, '-name', 'a friendly name', '-iter', '10000'), RIGHT);
  });

  it('made by others gives chain and key', async () => {
    await expectOpened(leaf.pkcs12(RIGHT), RIGHT);
  });

  it('never makes the certificates in it trusted', async () => {
    const root = await stage.folder.write('root.pem', stage.ca.certificatePem);
    const { trust } = await stage.load({
      trust: { anchors: [{ pem: intermediate.certificatePem }] },
      identity: { pkcs12: { der: await make(RIGHT, '-certfile', root) }, passphrase: RIGHT },
    });
    expect(trust.certificates.map(({ subject }) => subject)).to.deep.equal([intermediate.x509.subject]);
  });

  it('may be encrypted and authenticated in every way that is still sound', async () => {
    const ciphers = ['AES-128-CBC', 'AES-192-CBC', 'AES-256-CBC', 'DES-EDE3-CBC', 'PBE-SHA1-3DES'];
    for (const cipher of ciphers) {
      await expectOpened(await make(RIGHT, '-keypbe', cipher, '-certpbe', cipher), RIGHT);
    }
    for (const digest of ['sha1', 'sha224', 'sha256', 'sha384', 'sha512']) {
      await expectOpened(await make(RIGHT, '-macalg', digest), RIGHT);
    }
    await expectOpened(await make(RIGHT, '-keypbe', 'NONE', '-certpbe', 'NONE'), RIGHT);
    await expectOpened(await make(RIGHT, '-nomac'), RIGHT);
    await expectOpened(await make(RIGHT, '-noiter', '-nomaciter'), RIGHT);
  });

  it('may have an empty passphrase, which need not be given', async () => {
    for (const options of [[], ['-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-3DES']]) {
      await expectOpened(await make('', ...options));
    }
  });

  it('may have no passphrase in its MAC, not even the final zero that OpenSSL writes', async () => {
    const der = await make('', '-keypbe', 'NONE', '-certpbe', 'NONE', '-macalg', 'sha1', '-nomaciter');
    const start = 30;
    const content = der.subarray(start, start + der.readUInt16BE(start - 2));
    const mac = der.indexOf(Buffer.from([0x04, 0x14]), start + content.length) + 2;
    const salt = der.subarray(mac + 22, mac + 22 + der[mac + 21]!);
    const derived = createHash('sha1').update(Buffer.alloc(64, 3)).update(Buffer.alloc(64, salt)).digest();
    createHmac('sha1', derived).update(content).digest().copy(der, mac);
    await expectOpened(der);
  });

  it('may have a passphrase with letters of any script', async () => {
    await expectOpened(await make('äß € 𝄞'), 'äß € 𝄞');
    const cipher = 'PBE-SHA1-3DES';
    await expectOpened(await make('äß € 𝄞', '-keypbe', cipher, '-certpbe', cipher), 'äß € 𝄞');
  });

  it('may have a passphrase longer than a block of the digest', async () => {
    const long = 'long '.repeat(40);
    for (const digest of ['sha1', 'sha512']) {
      await expectOpened(await make(long, '-macalg', digest, '-certpbe', 'PBE-SHA1-3DES'), long);
    }
  });

  it('needs a passphrase: without it the error asks for it', async () => {
    for (const der of [await make(RIGHT), await make(RIGHT, '-nomac')]) {
      expectRefusal(await refusal(der), {
        code: 'ERR_PASSPHRASE_REQUIRED',
        place: 'identity.pkcs12',
        reason: 'the key is encrypted and no passphrase was given',
        action: 'Give its passphrase as identity.passphraseFile (or identity.passphrase).',
      });
    }
  });

  it('with a wrong passphrase says so, also without a MAC', async () => {
    const made = [await make(RIGHT), leaf.pkcs12(RIGHT), await make(RIGHT, '-certpbe', 'PBE-SHA1-3DES')];
    for (const der of made) {
      expectRefusal(await refusal(der, 'wrong passphrase'), {
        code: 'ERR_PASSPHRASE_WRONG',
        place: 'identity.pkcs12',
        reason: 'the passphrase given at identity.passphrase does not open it',
        action: /Give the passphrase/,
      });
    }
    const open = await make(RIGHT, '-iter', '1', '-nomac', '-certpbe', 'AES-256-CBC');
    expect((await refusal(open, 'wrong')).code).to.equal('ERR_PASSPHRASE_WRONG');
    expect((await refusal(open, misleading(open))).code).to.equal('ERR_PASSPHRASE_WRONG');
    const shrouded = await make(RIGHT, '-iter', '1', '-nomac', '-certpbe', 'NONE');
    expect((await refusal(shrouded, misleading(shrouded))).code).to.equal('ERR_PASSPHRASE_WRONG');
  });

  it('encrypted as in the last century is refused with the way to convert it', async () => {
    const old = await make(RIGHT, '-certpbe', 'PBE-SHA1-RC2-40', '-keypbe', 'PBE-SHA1-3DES', ...LEGACY);
    expectRefusal(await refusal(old, RIGHT), {
      code: 'ERR_MATERIAL_MALFORMED',
      place: 'identity.pkcs12',
      reason: 'it is encrypted with 40-bit RC2, which is too weak',
      action: /^Convert it: openssl pkcs12 -legacy -in OLD\.p12 -out all\.pem && openssl pkcs12 -export/,
    });
    const rc4 = await make(RIGHT, '-keypbe', 'PBE-SHA1-RC4-128', ...LEGACY);
    expect((await refusal(rc4, RIGHT)).message).to.match(/it is encrypted with RC4, which is too weak$/);
    const camellia = await make(RIGHT, '-certpbe', 'camellia-256-cbc');
    expect((await refusal(camellia, RIGHT)).message).to.match(/an algorithm that is not supported$/);
    const md5 = await make(RIGHT, '-macalg', 'md5');
    expect((await refusal(md5, RIGHT)).message).to.match(/its MAC uses an algorithm that is not supported$/);
  });

  it('without a key, without a certificate, or with the key of another is refused', async () => {
    const bare = await make(RIGHT, '-nokeys');
    expectRefusal(await refusal(bare, RIGHT), {
      code: 'ERR_MATERIAL_MALFORMED',
      place: 'identity.pkcs12',
      reason: 'the container holds no private key',
      action: /openssl pkcs12 -export -in certificate\.pem -inkey key\.pem/,
    });
    const keyOnly = await make(RIGHT, '-nocerts');
    expect((await refusal(keyOnly, RIGHT)).message).to.match(/the container holds no certificate$/);
  });

  it('with two keys is refused', async () => {
    const outer = await readAsn1(await make(RIGHT, '-keypbe', 'NONE', '-certpbe', 'NONE', '-nomac'), '');
    const data = outer.children[1]!.children;
    const { children } = await readAsn1(octets(data[1]!.children[0]!), '');
    const twice = der(0x30, ...children.map(({ raw }) => raw), children.at(-1)!.raw);
    const content = der(0x30, data[0]!.raw, der(0xa0, der(0x04, twice)));
    expectRefusal(await refusal(der(0x30, outer.children[0]!.raw, content), RIGHT), {
      code: 'ERR_MATERIAL_MALFORMED',
      place: 'identity.pkcs12',
      reason: 'it holds more than one private key',
      action: 'Leave the one key that belongs to the certificate.',
    });
  });

  it('that is damaged, cut off or something else is refused', async () => {
    const der = await make(RIGHT);
    const cases: readonly [Uint8Array, string, RegExp, RegExp][] = [
      [der.subarray(0, -9), 'ERR_MATERIAL_MALFORMED', /^it holds DER that is cut off/, /binary form/],
      [new Uint8Array(), 'ERR_MATERIAL_EMPTY', /^it is empty$/, /rename/],
      [randomBytes(200).fill(1, 0, 1), 'ERR_MATERIAL_MALFORMED', /neither PEM nor DER/, /binary form/],
      [
        Buffer.from(leaf.combinedPem()),
        'ERR_MATERIAL_MALFORMED',
        /^it holds 2 CERTIFICATE blocks and a PRIVATE KEY but no PKCS#12 container$/,
        /certificateKeyFile/,
      ],
      [leaf.certificateDer, 'ERR_MATERIAL_MALFORMED', /^it holds a DER certificate but no/, /binary form/],
      [Buffer.from([0x30, 0x80, 0, 0]), 'ERR_MATERIAL_MALFORMED', /ASN\.1 structure/, /anew/],
      [Buffer.alloc(2 ** 20 + 1), 'ERR_MATERIAL_TOO_LARGE', /1 MiB/, /right file/],
    ];
    for (const [bytes, code, reason, action] of cases) {
      expectRefusal(await refusal(bytes, RIGHT), { code, place: 'identity.pkcs12', reason, action });
    }
    const flipped = Buffer.from(der);
    flipped[der.length >> 1]! ^= 1;
    expect((await refusal(flipped, RIGHT)).code).to.equal('ERR_PASSPHRASE_WRONG');
  });

  it('is not derived a billion times because it asks for it', async () => {
    const der = await make(RIGHT, '-iter', '65536');
    const integer = Buffer.from([0x02, 0x03, 0x01, 0x00, 0x00]);
    const last = der.lastIndexOf(integer);
    expect(last).to.be.greaterThan(0);
    der.set([0x02, 0x03, 0xff, 0xff, 0xff], last);
    const negative = await refusal(der, RIGHT);
    expect(negative.message).to.match(/more than 10000000 rounds of key derivation$/);
    der.set([0x02, 0x03, 0x7f, 0xff, 0xff], last);
    // About eight million rounds are still allowed; whoever waits may call it off between two portions.
    const control = new AbortController();
    const working = stage.refusal(
      { identity: { pkcs12: { der }, passphrase: RIGHT } },
      { signal: control.signal },
    );
    setTimeout(() => control.abort(), 5);
    expect((await working).message).to.match(/reading it was called off$/);
  });

  it('is given where PEM belongs: the error says where it belongs', async () => {
    const der = await make(RIGHT);
    const file = await stage.folder.write('app.pfx', der);
    const error = await stage.refusal({ identity: { certificateKeyFile: file, passphrase: RIGHT } });
    expect(error.message).to.match(/it holds a PKCS#12 container but no CERTIFICATE$/);
    expect(error.action).to.match(/identity\.pkcs12/);
  });
});

function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const length = Buffer.from([0x82, content.length >> 8, content.length & 0xff]);
  return Buffer.concat([Buffer.from([tag]), length, content]);
}

/** A wrong passphrase that leaves the right padding in the first part encrypted by PBKDF2 (one round) and AES-256. */
function misleading(container: Buffer): string {
  const after = (id: string): number => container.indexOf(Buffer.from(id, 'hex')) + id.length / 2;
  const salt = after('06092a864886f70d01050c') + 4;
  const iv = after('060960864801650304012a') + 2;
  const lengthBytes = container[iv + 17]! & 0x7f;
  const data = iv + 18 + lengthBytes;
  const encrypted = container.subarray(data, data + container.readUIntBE(iv + 18, lengthBytes));
  for (let attempt = 0; ; attempt++) {
    const passphrase = `wrong ${attempt}`;
    const salted = container.subarray(salt, salt + container[salt - 1]!);
    const key = pbkdf2Sync(passphrase, salted, 1, 32, 'sha256');
    const decipher = createDecipheriv('aes-256-cbc', key, container.subarray(iv, iv + 16));
    try {
      decipher.update(encrypted);
      decipher.final();
      return passphrase;
    } catch {
      // Called wrong as it should be: the next one.
    }
  }
}
