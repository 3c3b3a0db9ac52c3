import { explain, openSecurityContext } from '@security-context/core';
import type { SecurityContext, SecuritySettings } from '@security-context/core';
import { TestAuthority, TestFolder } from '@security-context/testkit';
import { expect } from 'chai';
import { requireServer } from '../../servers/index.js';
import type { CloudServer } from '../../servers/index.js';
import { StoreLoad } from './store-load.js';
import { STORES } from './stores.js';

for (const { name, start, open } of STORES) {
  describe(`the stock client of ${name} on a server that demands certificates`, function () {
    this.timeout(60_000);
    let oldCa: TestAuthority;
    let newCa: TestAuthority;
    let server: CloudServer;
    let folder: TestFolder;
    const contexts: SecurityContext[] = [];

    before(async function () {
      this.timeout(10 * 60_000);
      await requireServer(this, name);
      [oldCa, newCa] = await Promise.all([TestAuthority.create(), TestAuthority.create()]);
      server = await start({ ...(await oldCa.issue()).tls, ca: oldCa.certificatePem });
      folder = await TestFolder.create();
    });
    after(async () => {
      await (server as CloudServer | undefined)?.stop();
      await (folder as TestFolder | undefined)?.remove();
    });
    beforeEach(async () => {
      const tls = { ...(await oldCa.issue()).tls, ca: oldCa.certificatePem };
      server.setCertificates(tls);
      server.heard.clear();
      await folder.write('ca.pem', oldCa.certificatePem);
      await folder.write('app.pem', await clientPem(oldCa, 'app'));
    });
    afterEach(async () => {
      for (const context of contexts.splice(0)) await context.close();
    });

    async function clientPem(authority: TestAuthority, commonName: string): Promise<string> {
      return (await authority.issue({ usage: 'client', commonName })).combinedPem();
    }
    async function contextOf(change: SecuritySettings = {}): Promise<SecurityContext> {
      const settings: SecuritySettings = {
        trust: { anchors: [folder.path('ca.pem')] },
        identity: { certificateKeyFile: folder.path('app.pem') },
        reload: false,
        ...change,
      };
      const context = await openSecurityContext(settings, { env: {} });
      contexts.push(context);
      return context;
    }

    it('stores and gives back', async () => {
      const store = open(await contextOf(), server);
      await store.make();
      await store.put('hello', 'world');
      expect(await store.get('hello')).to.equal('world');
      expect(new Set(server.clientSubjects)).to.deep.equal(new Set(['CN=app']));
    });

    it('follows a new client certificate and a new CA while in use, without a failure', async () => {
      const context = await contextOf();
      const load = new StoreLoad(open(context, server));
      try {
        await load.more(8);
        await folder.replace('app.pem', await clientPem(oldCa, 'renewed'));
        await context.reload();
        await load.more(8);
        expect(server.clientSubjects).to.include('CN=renewed');
        // Both sides trust both, then the server moves, then the old CA goes.
        const both = oldCa.certificatePem + newCa.certificatePem;
        await folder.replace('ca.pem', both);
        server.setCertificates({ ...(await oldCa.issue()).tls, ca: both });
        await context.reload();
        await load.more(8);
        server.setCertificates({ ...(await newCa.issue()).tls, ca: both });
        await folder.replace('app.pem', await clientPem(newCa, 'moved'));
        await context.reload();
        await load.more(8);
        expect(server.clientSubjects).to.include('CN=moved');
        await folder.replace('ca.pem', newCa.certificatePem);
        server.setCertificates({ ...(await newCa.issue()).tls, ca: newCa.certificatePem });
        expect(await context.reload()).to.equal(5);
        await load.more(8);
      } finally {
        await load.stop();
      }
      expect(load.failures).to.deep.equal([]);
    });

    it('sends a server of another CA nothing', async () => {
      const context = await contextOf({ trust: { anchors: [{ pem: newCa.certificatePem }] } });
      const error: unknown = await open(context, server)
        .make()
        .catch((thrown: unknown) => thrown);
      expect(explain(error, context)?.code).to.equal('ERR_PEER_UNTRUSTED');
      expect(server.heard.bytes).to.equal(0);
    });

    it('is not heard without a client certificate', async () => {
      const context = await openSecurityContext(
        { trust: { anchors: [folder.path('ca.pem')] }, reload: false },
        { env: {} },
      );
      contexts.push(context);
      const error: unknown = await open(context, server)
        .make()
        .catch((thrown: unknown) => thrown);
      // The alert can lose a race against the closed connection.
      expect(explain(error, context)?.code).to.be.oneOf(['ERR_IDENTITY_REFUSED', 'ERR_PEER_UNREACHABLE']);
      expect(server.heard).to.include({ bytes: 0, handshakes: 0 });
    });
  });
}
