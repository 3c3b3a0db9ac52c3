import { randomBytes } from 'node:crypto';
import { TestAuthority, type TestFolder, type TestLeaf } from '@security-context/testkit';

/** One authority, and what was issued or chosen together with it. */
export class Material {
  private constructor(
    readonly authority: TestAuthority,
    /** Of the four servers. */
    readonly server: TestLeaf,
    /** Of the shop: `CN=shop-1`, then `CN=shop-2` … */
    readonly client: TestLeaf,
    /** By the file that holds it. */
    readonly secrets: Readonly<Record<'events.password' | 'search.password' | 'archive.secret', string>>,
  ) {}

  static async create(round: number): Promise<Material> {
    const authority = await TestAuthority.create();
    const [server, client] = await Promise.all([
      authority.issue(),
      authority.issue({ usage: 'client', commonName: `shop-${round}` }),
    ]);
    return new Material(authority, server, client, {
      'events.password': `secret-${randomBytes(12).toString('hex')}`,
      'search.password': `secret-${randomBytes(12).toString('hex')}`,
      'archive.secret': `secret-${randomBytes(12).toString('hex')}`,
    });
  }

  /** Puts it where the shop reads it, all at once, as Kubernetes mounts a secret. */
  async publish(folder: TestFolder, trusted: readonly Material[] = [this]): Promise<void> {
    const anchors = trusted.map(({ authority }) => authority.certificatePem).join('');
    await folder.publish({ 'ca.pem': anchors, 'app.pem': this.client.combinedPem(), ...this.secrets });
  }
}
