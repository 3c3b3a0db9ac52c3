import { explain, openSecurityContext } from '@security-context/core';
import type {
  BindArguments,
  MaterialSource,
  SecurityContext,
  SecurityErrorCode,
  SecuritySettings,
  SourceMaterial,
} from '@security-context/core';
import { TestAuthority } from '../authority/authority.js';
import type { TestLeaf } from '../authority/leaf.js';
import type { ServerTls } from '../servers/server-tls.js';
import type { TestServer } from '../servers/test-server.js';
import { expectThat } from './expectations.js';
import type { ContractClient, ContractSubject, ContractTarget } from './subject.js';

/** Material that a check can change, as a secret manager would. */
export class StageMaterial implements MaterialSource {
  readonly name = 'contract';
  anchors: TestAuthority[];
  identity: TestLeaf | undefined;

  constructor(anchors: TestAuthority[], identity?: TestLeaf) {
    this.anchors = anchors;
    this.identity = identity;
  }

  read(): Promise<SourceMaterial> {
    const { identity } = this;
    return Promise.resolve({
      anchors: this.anchors.map((anchor) => anchor.certificatePem),
      ...(identity && { identity: { certificate: identity.chainPem, key: identity.keyPem } }),
    });
  }
}

/** Everything one check starts; disposed as one, newest first. */
export class Stage<Input, Options> implements AsyncDisposable {
  readonly #subject: ContractSubject<Input, Options>;
  readonly #open: (() => Promise<void>)[] = [];

  constructor(subject: ContractSubject<Input, Options>) {
    this.#subject = subject;
  }

  /** A server of the driver's protocol. */
  async server(tls: ServerTls): Promise<TestServer> {
    const server = await this.#subject.startServer(tls);
    this.#open.push(() => server.close());
    return server;
  }

  /** A context over changeable material. */
  async context(material: StageMaterial, settings: SecuritySettings = {}): Promise<SecurityContext> {
    const context = await openSecurityContext(
      {
        trust: { anchors: [material] },
        ...(material.identity && { identity: material }),
        reload: false,
        ...settings,
      },
      { env: {} },
    );
    this.#open.push(() => context.close());
    return context;
  }

  /** A stock client, bound once. */
  async client(
    context: SecurityContext,
    server: { readonly port: number },
    host = 'localhost',
  ): Promise<ContractClient> {
    const target: ContractTarget = { host, port: server.port };
    const input = [this.#subject.input(target)] as BindArguments<Input>;
    const client = await this.#subject.client(context.bind(this.#subject.adapter, ...input), target);
    this.#open.push(() => client.close());
    return client;
  }

  /** A stock client that does one operation and is closed: a pool left open would go on talking. */
  async useOnce(context: SecurityContext, server: TestServer, host?: string): Promise<void> {
    const client = await this.client(context, server, host);
    await client.use();
    await client.close();
    await server.until(() => server.connections.every(({ closed }) => closed));
  }

  /** The client must be refused or refuse, with this code, and the server must not hear a byte of its protocol. */
  async refused(
    client: ContractClient,
    server: TestServer,
    context: SecurityContext,
    ...codes: SecurityErrorCode[]
  ): Promise<void> {
    const before = server.heard.bytes;
    const error: unknown = await client.use().then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expectThat(error !== undefined, 'the client used a server that should have been refused');
    const heard = server.heard.bytes - before;
    expectThat(heard === 0, `the refused server heard ${heard} bytes of the client's protocol`);
    const code = explain(error, context)?.code;
    expectThat(
      code !== undefined && codes.includes(code),
      `explain() gave ${code ?? 'nothing'} instead of ${codes.join(' or ')} for ${error instanceof Error ? `${error.name}: ${error.message}` : typeof error}`,
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const close of this.#open.splice(0).reverse()) await close();
  }
}

/** A fresh authority with a server certificate for the loopback and a client certificate. */
export async function freshPki(): Promise<{ ca: TestAuthority; server: TestLeaf; client: TestLeaf }> {
  const ca = await TestAuthority.create();
  const [server, client] = await Promise.all([ca.issue(), ca.issue({ usage: 'client', commonName: 'app' })]);
  return { ca, server, client };
}
