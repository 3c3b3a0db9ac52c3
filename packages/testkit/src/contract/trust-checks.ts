import { TestAuthority } from '../authority/authority.js';
import { expectThat } from './expectations.js';
import { freshPki, Stage, StageMaterial } from './stage.js';
import type { ContractCheck, ContractSubject } from './subject.js';

/** Servers and clients that must come together, and how much of the check settings take away. */
export function trustChecks<Input, Options>(subject: ContractSubject<Input, Options>): ContractCheck[] {
  return [
    {
      name: 'talks to a trusted server by name and by address',
      run: async () => {
        await using stage = new Stage(subject);
        const pki = await freshPki();
        const server = await stage.server(pki.server.tls);
        const context = await stage.context(new StageMaterial([pki.ca]));
        for (const host of ['localhost', '127.0.0.1']) {
          const before = server.heard.bytes;
          await stage.useOnce(context, server, host);
          expectThat(server.heard.bytes > before, `nothing was said to the server at ${host}`);
        }
        expectThat(
          server.connections.every(({ secure }) => secure),
          'a connection was not secure',
        );
      },
    },
    {
      name: 'sends the server name the settings ask for',
      run: async () => {
        await using stage = new Stage(subject);
        const ca = await TestAuthority.create();
        const server = await stage.server((await ca.issue({ dnsNames: ['db.example'] })).tls);
        const context = await stage.context(new StageMaterial([ca]), { peer: { servername: 'db.example' } });
        await stage.useOnce(context, server, '127.0.0.1');
        const sent = server.connections.map(({ servername }) => servername);
        expectThat(
          sent.every((name) => name === 'db.example'),
          `sent ${sent.join()}`,
        );
      },
    },
    {
      name: 'expects the name the settings give for a dialled address',
      run: async () => {
        await using stage = new Stage(subject);
        const ca = await TestAuthority.create();
        const server = await stage.server((await ca.issue({ dnsNames: ['node1.example'] })).tls);
        const right = await stage.context(new StageMaterial([ca]), {
          peer: { names: { '127.0.0.1': 'node1.example' } },
        });
        await stage.useOnce(right, server, '127.0.0.1');
        const wrong = await stage.context(new StageMaterial([ca]), {
          peer: { names: { '127.0.0.1': 'node2.example' } },
        });
        const client = await stage.client(wrong, server, '127.0.0.1');
        await stage.refused(client, server, wrong, 'ERR_PEER_NAME_MISMATCH');
      },
    },
    {
      name: "leaves out the name and nothing else with verify 'chain'",
      run: async () => {
        await using stage = new Stage(subject);
        const ca = await TestAuthority.create();
        const server = await stage.server((await ca.issueFaulty('wrong-name')).tls);
        const settings = { peer: { verify: 'chain' } } as const;
        const context = await stage.context(new StageMaterial([ca]), settings);
        await stage.useOnce(context, server);
        const other = await stage.context(new StageMaterial([await TestAuthority.create()]), settings);
        await stage.refused(await stage.client(other, server), server, other, 'ERR_PEER_UNTRUSTED');
      },
    },
    {
      name: "accepts any certificate with verify 'none'",
      run: async () => {
        await using stage = new Stage(subject);
        const server = await stage.server((await (await TestAuthority.create()).issueFaulty('expired')).tls);
        const material = new StageMaterial([await TestAuthority.create()]);
        const context = await stage.context(material, { trust: {}, peer: { verify: 'none' } });
        await stage.useOnce(context, server);
      },
    },
    {
      name: 'shows its client certificate where one is demanded, and is refused without',
      run: async () => {
        await using stage = new Stage(subject);
        const pki = await freshPki();
        const server = await stage.server({
          ...pki.server.tls,
          ca: pki.ca.certificatePem,
          requestCert: true,
        });
        const withCertificate = await stage.context(new StageMaterial([pki.ca], pki.client));
        await stage.useOnce(withCertificate, server);
        expectThat(server.heard.clientSubjects.includes('CN=app'), 'the server saw no client certificate');
        const without = await stage.context(new StageMaterial([pki.ca]));
        const client = await stage.client(without, server);
        // The alert can lose a race against the closed connection.
        await stage.refused(client, server, without, 'ERR_IDENTITY_REFUSED', 'ERR_PEER_UNREACHABLE');
      },
    },
  ];
}
