import { createHash, createHmac, randomBytes } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { explicit, integer, nothing, octets, oid, sequence, setOf } from './der.js';

const iterations = 2048;
const hashBlock = 64;

/** A PKCS #12 file: the encrypted key, the certificates in the clear, an HMAC-SHA-256 (RFC 7292). */
export function makePkcs12(key: KeyObject, certificates: readonly Buffer[], passphrase: string): Buffer {
  const leaf = certificates[0] ?? Buffer.alloc(0);
  const mark = setOf(
    sequence(oid('1.2.840.113549.1.9.21'), setOf(octets(createHash('sha1').update(leaf).digest()))),
  );
  const keyBag = sequence(
    oid('1.2.840.113549.1.12.10.1.2'),
    explicit(0, key.export({ type: 'pkcs8', format: 'der', cipher: 'aes-256-cbc', passphrase })),
    mark,
  );
  const certificateBags = certificates.map((der, index) =>
    sequence(
      oid('1.2.840.113549.1.12.10.1.3'),
      explicit(0, sequence(oid('1.2.840.113549.1.9.22.1'), explicit(0, octets(der)))),
      ...(index === 0 ? [mark] : []),
    ),
  );
  const safes = sequence(plain(sequence(keyBag)), plain(sequence(...certificateBags)));
  return sequence(integer(3), plain(safes), macOver(safes, passphrase));
}

function plain(content: Buffer): Buffer {
  return sequence(oid('1.2.840.113549.1.7.1'), explicit(0, octets(content)));
}

function macOver(content: Buffer, passphrase: string): Buffer {
  const salt = randomBytes(16);
  const mac = createHmac('sha256', macKey(passphrase, salt)).update(content).digest();
  const sha256 = sequence(oid('2.16.840.1.101.3.4.2.1'), nothing());
  return sequence(sequence(sha256, octets(mac)), octets(salt), integer(iterations));
}

/** RFC 7292, appendix B.2 with ID 3; one hash is as long as the key, so no further block is made. */
function macKey(passphrase: string, salt: Buffer): Buffer {
  const password = Buffer.from(`${passphrase}\0`, 'utf16le').swap16();
  let hash = Buffer.concat([Buffer.alloc(hashBlock, 3), repeated(salt), repeated(password)]);
  for (let round = 0; round < iterations; round++) hash = createHash('sha256').update(hash).digest();
  return hash;
}

function repeated(bytes: Buffer): Buffer {
  return Buffer.alloc(hashBlock * Math.ceil(bytes.length / hashBlock), bytes);
}
