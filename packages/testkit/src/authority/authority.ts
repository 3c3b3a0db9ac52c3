import { X509Certificate } from 'node:crypto';
import { authorityCertificate, authorityName } from './authority-certificate.js';
import type { AuthorityOptions } from './authority-certificate.js';
import { makeCrl } from './crl.js';
import type { Certified } from './crl.js';
import { pem } from './der.js';
import { withFault } from './faults.js';
import type { LeafFault } from './faults.js';
import { issueLeaf, selfSigned } from './issuing.js';
import { makeKeyPair } from './keys.js';
import type { KeyPair } from './keys.js';
import type { LeafOptions } from './leaf-plan.js';
import type { TestLeaf } from './leaf.js';
import { day, fromNow, hour } from './validity.js';

/** A certificate revocation list in both encodings. */
export interface TestCrl {
  readonly pem: string;
  readonly der: Buffer;
}

/** When a CRL was made and what it revokes. */
export interface CrlOptions {
  /** Revoked certificates of this issuer: leaves or intermediates. Default: none. */
  readonly revoked?: readonly Certified[];
  /** Default: an hour ago. */
  readonly thisUpdate?: Date;
  /** Default: in 7 days. A past date makes an expired CRL. */
  readonly nextUpdate?: Date;
}

/**
 * A certificate authority that lives in memory, for tests. What it issues is clean by RFC 5280 and the
 * strict checks of TLS libraries unless a fault is asked for.
 *
 * ```ts
 * const ca = await TestAuthority.create();
 * const server = await ca.issue({ dnsNames: ['db.example'] });
 * const client = await ca.issue({ usage: 'client', commonName: 'app' });
 * ```
 */
export class TestAuthority {
  /** The authority's own certificate, DER. */
  readonly certificateDer: Buffer;
  /** The authority's own certificate, parsed. */
  readonly x509: X509Certificate;
  readonly #name: Buffer;
  readonly #keys: KeyPair;
  readonly #intermediates: readonly Buffer[];
  #crls = 0;

  private constructor(name: Buffer, keys: KeyPair, certificateDer: Buffer, above?: TestAuthority) {
    this.certificateDer = certificateDer;
    this.x509 = new X509Certificate(certificateDer);
    this.#name = name;
    this.#keys = keys;
    this.#intermediates = above === undefined ? [] : [certificateDer, ...above.#intermediates];
  }

  /** Makes a root. */
  static async create(options: AuthorityOptions = {}): Promise<TestAuthority> {
    return TestAuthority.withKeys(options, await makeKeyPair(options.keyAlgorithm ?? 'p-256'));
  }

  /** @internal A root with keys that exist already. */
  static withKeys(options: AuthorityOptions, keys: KeyPair): TestAuthority {
    const name = authorityName('Test Root', options);
    return new TestAuthority(name, keys, authorityCertificate(name, keys, options, name, keys));
  }

  /** The authority's own certificate, one PEM block. */
  get certificatePem(): string {
    return pem('CERTIFICATE', this.certificateDer);
  }

  /** Makes an authority below this one. Its leaves carry it in their chain. */
  async intermediate(options: AuthorityOptions = {}): Promise<TestAuthority> {
    const keys = await makeKeyPair(options.keyAlgorithm ?? 'p-256');
    const name = authorityName('Test Intermediate', options);
    const plan = { notAfter: fromNow(5 * 365 * day), ...options };
    return new TestAuthority(
      name,
      keys,
      authorityCertificate(name, keys, plan, this.#name, this.#keys),
      this,
    );
  }

  /** Issues a certificate. Without options: a server certificate for `localhost` and `127.0.0.1`. */
  issue(options: LeafOptions = {}): Promise<TestLeaf> {
    return issueLeaf(options, { name: this.#name, keys: this.#keys, intermediates: this.#intermediates });
  }

  /** Issues a certificate with one thing wrong with it; `options` say the rest. */
  issueFaulty(fault: LeafFault, options: LeafOptions = {}): Promise<TestLeaf> {
    return fault === 'self-signed' ? selfSigned(options) : this.issue(withFault(fault, options));
  }

  /** Makes a certificate revocation list; each call has the next CRL number. */
  crl({ revoked = [], thisUpdate, nextUpdate }: CrlOptions = {}): TestCrl {
    this.#crls += 1;
    const made = makeCrl({
      issuer: this.#name,
      publicKey: this.#keys.publicKey,
      signingKey: this.#keys.privateKey,
      number: this.#crls,
      thisUpdate: thisUpdate ?? fromNow(-hour),
      nextUpdate: nextUpdate ?? fromNow(7 * day),
      revoked,
    });
    return { pem: pem('X509 CRL', made), der: made };
  }
}
