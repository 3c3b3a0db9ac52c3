import { expect } from 'chai';
import { createPrivateKey } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import { TestAuthority } from '../src/index.js';
import type { TestLeaf } from '../src/index.js';

const passphrase = 'correct horse';

function codeOf(action: () => unknown): string | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code;
  }
}

for (const keyAlgorithm of ['p-256', 'rsa-2048'] as const) {
  describe(`the private key of a ${keyAlgorithm} leaf`, () => {
    let leaf: TestLeaf;
    before(async () => {
      const ca = await TestAuthority.create();
      leaf = await (await ca.intermediate()).issue({ keyAlgorithm });
    });

    it('belongs to the certificate', () => {
      expect(leaf.x509.checkPrivateKey(leaf.keyObject)).to.equal(true);
      expect(leaf.x509.checkPrivateKey(createPrivateKey(leaf.keyPem))).to.equal(true);
    });

    it('opens with the right passphrase only', () => {
      for (const key of [leaf.encryptedKeyPem(passphrase), leaf.traditionalKeyPem(passphrase)]) {
        const open = createPrivateKey({ key, passphrase });
        expect(leaf.x509.checkPrivateKey(open)).to.equal(true);
        expect(codeOf(() => createPrivateKey({ key, passphrase: 'wrong' }))).to.match(
          /BAD_DECRYPT|DECODER|ASN1|UNSUPPORTED/,
        );
        expect(() => createPrivateKey(key)).to.throw();
      }
    });

    it('comes in the form that each label promises', () => {
      const traditional = keyAlgorithm === 'p-256' ? 'EC PRIVATE KEY' : 'RSA PRIVATE KEY';
      expect(leaf.keyPem).to.match(/^-----BEGIN PRIVATE KEY-----\n/);
      expect(leaf.encryptedKeyPem(passphrase)).to.match(/^-----BEGIN ENCRYPTED PRIVATE KEY-----\n/);
      expect(leaf.traditionalKeyPem()).to.match(new RegExp(`^-----BEGIN ${traditional}-----\n`));
      expect(leaf.traditionalKeyPem(passphrase)).to.contain('Proc-Type: 4,ENCRYPTED');
    });

    it('shares a file with the certificates in either order', () => {
      const blocks = (text: string): string[] =>
        [...text.matchAll(/-BEGIN ([A-Z ]+)-/g)].map(([, name]) => name ?? '');
      expect(blocks(leaf.combinedPem())).to.deep.equal(['CERTIFICATE', 'CERTIFICATE', 'PRIVATE KEY']);
      expect(blocks(leaf.combinedPem({ order: 'key-first', chain: false, passphrase }))).to.deep.equal([
        'ENCRYPTED PRIVATE KEY',
        'CERTIFICATE',
      ]);
      const both = leaf.combinedPem({ order: 'key-first', passphrase });
      expect(() => createSecureContext({ cert: both, key: both, passphrase })).to.not.throw();
    });

    it('comes as PKCS #12 too, which opens with the right passphrase only', () => {
      const pfx = leaf.pkcs12('pässphrase');
      expect(() => createSecureContext({ pfx, passphrase: 'pässphrase' })).to.not.throw();
      expect(() => createSecureContext({ pfx, passphrase: 'wrong' })).to.throw('mac verify failure');
    });
  });
}
