import { TestAuthority } from '../authority/authority.js';
import { expectThat } from './expectations.js';
import { freshPki, Stage, StageMaterial } from './stage.js';
import type { ContractCheck, ContractSubject } from './subject.js';

/** What must reach a client that was built once. */
export function rotationChecks<Input, Options>(subject: ContractSubject<Input, Options>): ContractCheck[] {
  return [
    {
      name: 'shows a rotated certificate on the next connection of a client built once',
      run: async () => {
        await using stage = new Stage(subject);
        const pki = await freshPki();
        const server = await stage.server({
          ...pki.server.tls,
          ca: pki.ca.certificatePem,
          requestCert: true,
        });
        const material = new StageMaterial([pki.ca], pki.client);
        const context = await stage.context(material);
        const client = await stage.client(context, server);
        await client.use();
        material.identity = await pki.ca.issue({ usage: 'client', commonName: 'renewed' });
        expectThat((await context.reload()) === 2, 'the context has no generation 2');
        await server.dropConnections();
        server.forget();
        await retried(() => client.use());
        const { clientSubjects } = server.heard;
        expectThat(clientSubjects.length > 0, 'no new connection was opened');
        expectThat(
          clientSubjects.every((subjectName) => subjectName === 'CN=renewed'),
          `the server still saw ${clientSubjects.join()}`,
        );
        expectThat(
          server.connections.every(({ reused }) => !reused),
          'a TLS session was resumed',
        );
      },
    },
    {
      name: 'trusts a new CA and drops an old one on the next connection of a client built once',
      run: async () => {
        await using stage = new Stage(subject);
        const [before, after] = await Promise.all([freshPki(), freshPki()]);
        const server = await stage.server(before.server.tls);
        const material = new StageMaterial([before.ca]);
        const context = await stage.context(material);
        const client = await stage.client(context, server);
        await client.use();
        material.anchors = [before.ca, after.ca];
        await context.reload();
        server.setSecureContext(after.server.tls);
        await server.dropConnections();
        await retried(() => client.use());
        material.anchors = [after.ca];
        await context.reload();
        server.setSecureContext(before.server.tls);
        await server.dropConnections();
        await stage.refused(client, server, context, 'ERR_PEER_UNTRUSTED');
      },
    },
    {
      name: 'keeps working with the last good material when a reload fails',
      run: async () => {
        await using stage = new Stage(subject);
        const pki = await freshPki();
        const server = await stage.server(pki.server.tls);
        const material = new StageMaterial([pki.ca]);
        const context = await stage.context(material);
        const client = await stage.client(context, server);
        await client.use();
        material.anchors = [];
        const failed = await context.reload().then(
          () => false,
          () => true,
        );
        expectThat(failed, 'a reload without anchors did not fail');
        await server.dropConnections();
        await retried(() => client.use());
        material.anchors = [await TestAuthority.create(), pki.ca];
        expectThat((await context.reload()) === 2, 'the next good reload gave no generation 2');
      },
    },
  ];
}

/** Drivers may need an attempt to notice that their pooled connections are gone. */
async function retried(use: () => Promise<void>): Promise<void> {
  await use().catch(use);
}
