import { Container } from 'inversify';
import { expect } from 'chai';
import { cratedbAdapter, CrateHttpClient } from '@security-context/cratedb';
import { cratedbModule, nodeCrateModule } from '@security-context/cratedb/di';
import { nodeCrateAdapter } from '@security-context/cratedb/node-crate';
import { SecurityContexts, securityModule } from '@security-context/core/di';
import { startCrateDouble, TestAuthority, TestFolder } from '@security-context/testkit';
import { nodeCrate } from './node-crate/stock.js';

describe('CrateDB in a container', () => {
  it('is bound by name, with what the settings file says', async () => {
    const ca = await TestAuthority.create();
    await using server = await startCrateDouble({ tls: (await ca.issue()).tls });
    await using folder = await TestFolder.create();
    await folder.write('ca.pem', ca.certificatePem);
    const port = String(server.port);
    const file = await folder.write(
      'security.yaml',
      `contexts:
  search: { url: 'crate://localhost:${port}', adapter: cratedb, options: { ca_cert: ca.pem, schema: shop } }
  legacy: { adapter: node-crate, url: 'https://localhost:${port}', trust: { anchors: [ca.pem] } }
`,
    );
    const container = new Container();
    container.load(await securityModule({ file }), cratedbModule, nodeCrateModule);
    const contexts = await container.getAsync(SecurityContexts);
    using client = new CrateHttpClient(contexts.bind('search', cratedbAdapter));
    await client.sql('SELECT 1');
    await contexts.bind('legacy', nodeCrateAdapter).connect(nodeCrate).execute('SELECT 2');
    expect(server.heard.statements).to.deep.equal(['SELECT 1', 'SELECT 2']);
    expect(server.heard.requests[0]?.headers).to.include({ 'default-schema': 'shop' });
    await container.unbindAllAsync();
  });
});
