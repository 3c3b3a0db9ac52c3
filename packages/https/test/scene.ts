import { openSecurityContext } from '@security-context/core';
import type {
  MaterialSource,
  SecurityContext,
  SecuritySettings,
  SourceMaterial,
} from '@security-context/core';
import { startHttpDouble, TestAuthority } from '@security-context/testkit';
import type { HttpDouble, HttpDoubleOptions, ServerTls, TestLeaf } from '@security-context/testkit';

/** Material that a test changes, as a secret manager would. */
export class Material implements MaterialSource {
  readonly name = 'scene';
  anchors: TestAuthority[];
  identity: TestLeaf;

  constructor(anchor: TestAuthority, identity: TestLeaf) {
    this.anchors = [anchor];
    this.identity = identity;
  }

  read(): Promise<SourceMaterial> {
    const { chainPem: certificate, keyPem: key } = this.identity;
    const anchors = this.anchors.map(({ certificatePem }) => certificatePem);
    return Promise.resolve({ anchors, identity: { certificate, key } });
  }
}

/** A server that asks for client certificates, and a context that it takes. */
export interface Scene extends AsyncDisposable {
  readonly authority: TestAuthority;
  readonly server: HttpDouble;
  /** The server's words, to start more of its kind. */
  readonly tls: ServerTls;
  readonly material: Material;
  readonly context: SecurityContext;
  /** Gives the context another client certificate. */
  rotate(commonName: string): Promise<void>;
}

/** Words for the server, and settings beside trust and identity. */
export interface SceneOptions extends Omit<HttpDoubleOptions, 'tls'> {
  readonly tls?: ServerTls;
  readonly settings?: SecuritySettings;
}

export async function openScene({ tls: words, settings, ...double }: SceneOptions = {}): Promise<Scene> {
  const authority = await TestAuthority.create();
  const [leaf, app] = await Promise.all([
    authority.issue(),
    authority.issue({ usage: 'client', commonName: 'app' }),
  ]);
  const tls = { ...leaf.tls, ca: authority.certificatePem, requestCert: true, ...words };
  const server = await startHttpDouble({ ...double, tls });
  const material = new Material(authority, app);
  const context = await openSecurityContext(
    { trust: { anchors: [material] }, identity: material, reload: false, ...settings },
    { env: {} },
  );
  return {
    authority,
    server,
    tls,
    material,
    context,
    async rotate(commonName) {
      material.identity = await authority.issue({ usage: 'client', commonName });
      await context.reload();
    },
    async [Symbol.asyncDispose]() {
      await context.close();
      await server.close();
    },
  };
}
