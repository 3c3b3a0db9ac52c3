import type { TestAuthority, TestLeaf } from '@security-context/testkit';
import type { X509Certificate } from 'node:crypto';
import { Secret } from '../../src/errors/secret.js';
import type { Material } from '../../src/material/material.js';

/** What a generation is made of, as loading it would give it. */
export interface Parts {
  /** Trust anchors; Node's own roots when absent. */
  readonly anchors?: readonly (TestAuthority | X509Certificate)[];
  readonly identity?: TestLeaf;
  readonly password?: string;
}

export function material({ anchors, identity, password }: Parts = {}): Material {
  const certificates = (anchors ?? []).map((anchor) => ('x509' in anchor ? anchor.x509 : anchor));
  return {
    trust: { certificates, nodeRoots: anchors === undefined, origins: [] },
    ...(identity && { identity: { chain: [identity.x509], key: identity.keyObject } }),
    ...(password !== undefined && { credentials: { username: 'app', password: new Secret(password) } }),
    warnings: [],
    paths: [],
    signature: '',
  };
}
