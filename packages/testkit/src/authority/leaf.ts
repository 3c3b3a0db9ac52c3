import { X509Certificate } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { pem } from './der.js';
import { makePkcs12 } from './pkcs12.js';
import { subjectOf } from './subject.js';

/** How {@link TestLeaf.combinedPem} lays out its blocks. */
export interface CombinedPemOptions {
  /** Which block comes first. Default `'certificate-first'`. */
  readonly order?: 'certificate-first' | 'key-first';
  /** Encrypts the key. Default: the key is in the clear. */
  readonly passphrase?: string;
  /** Adds the intermediates after the certificate. Default `true`. */
  readonly chain?: boolean;
}

/**
 * An end-entity certificate with its private key. The key is not an enumerable property, so printing a leaf
 * shows only its public half.
 */
export class TestLeaf {
  /** The certificate, DER. */
  readonly certificateDer: Buffer;
  /** The certificate, parsed. */
  readonly x509: X509Certificate;
  readonly #key: KeyObject;
  readonly #intermediates: readonly Buffer[];

  /** @internal Use {@link TestAuthority.issue} or {@link selfSigned}. */
  constructor(certificateDer: Buffer, key: KeyObject, intermediates: readonly Buffer[]) {
    this.certificateDer = certificateDer;
    this.x509 = new X509Certificate(certificateDer);
    this.#key = key;
    this.#intermediates = intermediates;
  }

  /** The certificate alone, one PEM block. */
  get certificatePem(): string {
    return pem('CERTIFICATE', this.certificateDer);
  }

  /** The certificate and its intermediates, leaf first, without the root. */
  get chainPem(): string {
    return [this.certificateDer, ...this.#intermediates].map((der) => pem('CERTIFICATE', der)).join('');
  }

  /** The private key. */
  get keyObject(): KeyObject {
    return this.#key;
  }

  /** The private key in the clear: PKCS #8, PEM. */
  get keyPem(): string {
    return text(this.#key.export({ type: 'pkcs8', format: 'pem' }));
  }

  /** The subject on one line, such as `CN=app,O=Example`: what a MongoDB server calls the X.509 user. */
  get subject(): string {
    return subjectOf(this.x509);
  }

  /** SHA-256 fingerprint of the certificate, `AB:CD:…`: what a test server records of a peer. */
  get fingerprint256(): string {
    return this.x509.fingerprint256;
  }

  /** `cert` (with intermediates) and `key`, for `tls.connect`, `tls.createServer` and {@link ServerTls}. */
  get tls(): { cert: string; key: string } {
    return { cert: this.chainPem, key: this.keyPem };
  }

  /** The private key encrypted with `passphrase`: PKCS #8 with PBES2 and AES-256-CBC, PEM (RFC 8018). */
  encryptedKeyPem(passphrase: string): string {
    return text(this.#key.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase }));
  }

  /**
   * The private key in the older form, PEM: `EC PRIVATE KEY` (SEC 1) or `RSA PRIVATE KEY` (PKCS #1). With a
   * passphrase it carries OpenSSL's `Proc-Type: 4,ENCRYPTED` header.
   */
  traditionalKeyPem(passphrase?: string): string {
    const encryption = passphrase === undefined ? {} : { cipher: 'aes-256-cbc', passphrase };
    return this.#key.asymmetricKeyType === 'rsa'
      ? text(this.#key.export({ type: 'pkcs1', format: 'pem', ...encryption }))
      : text(this.#key.export({ type: 'sec1', format: 'pem', ...encryption }));
  }

  /** Certificate and key in one PEM text, as `tlsCertificateKeyFile` wants them. */
  combinedPem({ order = 'certificate-first', passphrase, chain = true }: CombinedPemOptions = {}): string {
    const certificates = chain ? this.chainPem : this.certificatePem;
    const key = passphrase === undefined ? this.keyPem : this.encryptedKeyPem(passphrase);
    return order === 'key-first' ? key + certificates : certificates + key;
  }

  /** Certificate, intermediates and encrypted key as a PKCS #12 file (RFC 7292). */
  pkcs12(passphrase: string): Buffer {
    return makePkcs12(this.#key, [this.certificateDer, ...this.#intermediates], passphrase);
  }
}

function text(exported: string | Buffer): string {
  return exported.toString();
}
