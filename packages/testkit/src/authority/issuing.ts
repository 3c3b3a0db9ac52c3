import type { KeyObject } from 'node:crypto';
import {
  alternativeNames,
  authorityKeyIdentifier,
  basicConstraints,
  extendedKeyUsage,
  keyUsage,
  makeCertificate,
  subjectKeyIdentifier,
} from './certificate.js';
import { makeKeyPair } from './keys.js';
import type { KeyPair } from './keys.js';
import { planLeaf } from './leaf-plan.js';
import type { LeafOptions, LeafPlan, LeafUsage } from './leaf-plan.js';
import { TestLeaf } from './leaf.js';
import { distinguishedName } from './subject.js';

/** Who signs a leaf. */
export interface Issuer {
  /** DER distinguished name. */
  readonly name: Buffer;
  readonly keys: KeyPair;
  /** Certificates between leaf and root, DER. */
  readonly intermediates: readonly Buffer[];
}

/** Makes a leaf; without an issuer it signs itself. */
export async function issueLeaf(options: LeafOptions, issuer?: Issuer): Promise<TestLeaf> {
  const plan = planLeaf(options);
  const keys = await makeKeyPair(plan.keyAlgorithm);
  const subject = distinguishedName(plan);
  const certificate = makeCertificate({
    subject,
    issuer: issuer?.name ?? subject,
    publicKey: keys.publicKey,
    signingKey: (issuer?.keys ?? keys).privateKey,
    notBefore: plan.notBefore,
    notAfter: plan.notAfter,
    extensions: leafExtensions(plan, keys.publicKey, issuer?.keys.publicKey),
  });
  return new TestLeaf(certificate, keys.privateKey, issuer?.intermediates ?? []);
}

/** Makes a leaf that is signed by its own key: no authority vouches for it. */
export function selfSigned(options: LeafOptions = {}): Promise<TestLeaf> {
  return issueLeaf(options);
}

/** The extensions of a leaf; a self-signed one has no issuer key to point to. */
function leafExtensions(plan: LeafPlan, publicKey: KeyObject, issuerKey?: KeyObject): readonly Buffer[] {
  const rsa = publicKey.asymmetricKeyType === 'rsa';
  const named = plan.dnsNames.length + plan.ipAddresses.length > 0;
  return [
    basicConstraints(false),
    rsa && plan.usage !== 'client'
      ? keyUsage('digitalSignature', 'keyEncipherment')
      : keyUsage('digitalSignature'),
    ...(plan.usage === 'none' ? [] : [purposesOf(plan.usage)]),
    ...(named ? [alternativeNames(plan.dnsNames, plan.ipAddresses)] : []),
    subjectKeyIdentifier(publicKey),
    ...(issuerKey === undefined ? [] : [authorityKeyIdentifier(issuerKey)]),
  ];
}

function purposesOf(usage: Exclude<LeafUsage, 'none'>): Buffer {
  return usage === 'both' ? extendedKeyUsage('server', 'client') : extendedKeyUsage(usage);
}
