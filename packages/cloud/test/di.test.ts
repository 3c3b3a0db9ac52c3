import 'reflect-metadata';
import { SecurityContexts, securityModule } from '@security-context/core/di';
import { awsAdapter } from '@security-context/cloud/aws';
import { azureAdapter } from '@security-context/cloud/azure';
import { awsModule, azureModule, googleModule } from '@security-context/cloud/di';
import { googleAdapter } from '@security-context/cloud/google';
import { TestAuthority, TestFolder } from '@security-context/testkit';
import { expect } from 'chai';
import { Container } from 'inversify';

describe('the modules of the clouds', () => {
  it('open the contexts of a settings file, in its words and in Libcloud’s', async () => {
    await using folder = await TestFolder.create();
    await folder.write('ca.pem', (await TestAuthority.create()).certificatePem);
    const file = await folder.write(
      'security.yaml',
      `contexts:
  archive: { adapter: aws, options: { CA_CERTS_PATH: [none.pem, ca.pem], SSL_VERSION: TLSv1.3 } }
  reports: { adapter: google, trust: { anchors: [ca.pem] } }
  backups: { adapter: azure, options: { caCertsPath: { search: [none.pem], append: [ca.pem] } } }
`,
    );
    const container = new Container();
    container.load(await securityModule({ file }, { env: {} }), awsModule, googleModule, azureModule);
    const contexts = await container.getAsync(SecurityContexts);
    expect(contexts.bind('archive', awsAdapter).requestHandler).to.have.property('httpsAgent');
    expect(contexts.bind('reports', googleAdapter).agent).to.be.a('function');
    expect(contexts.bind('backups', azureAdapter)).to.have.property('agent');
    for (const name of ['archive', 'reports', 'backups']) {
      expect(contexts.get(name).status().trust.anchors).to.equal(1);
    }
    await container.unbindAllAsync();
  });
});
