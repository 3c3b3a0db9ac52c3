import { TestAuthority } from '@security-context/testkit';

/** What a server shows, and a client whose certificate the same CA has signed. */
export async function makeCertificates() {
  const authority = await TestAuthority.create();
  const server = await authority.issue();
  const client = await authority.issue({ usage: 'client', commonName: 'app' });
  return { authority, ca: authority.certificatePem, server: server.tls, client: client.tls };
}

export type Certificates = Awaited<ReturnType<typeof makeCertificates>>;
