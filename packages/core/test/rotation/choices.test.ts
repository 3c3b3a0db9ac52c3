import { expect } from 'chai';
import { openSecurityContext, SecurityError } from '@security-context/core';
import { TestAuthority, TestFolder } from '@security-context/testkit';

async function codeOf(promise: Promise<unknown>): Promise<unknown> {
  const error: unknown = await promise.catch((thrown: unknown) => thrown);
  return SecurityError.is(error) ? error.code : error;
}

describe('a reload never widens trust', () => {
  let folder: TestFolder;
  let strict: string;
  let broad: string;
  beforeEach(async () => {
    folder = await TestFolder.create();
    strict = await folder.write('strict.pem', (await TestAuthority.create()).certificatePem);
    const many = await Promise.all([1, 2, 3].map(() => TestAuthority.create()));
    broad = await folder.write('broad.pem', many.map(({ certificatePem }) => certificatePem).join(''));
  });
  afterEach(() => folder.remove());

  it('to the next of several files when the one that was chosen vanishes', async () => {
    const anchors = [{ firstOf: [folder.path('none.pem'), strict, broad] }];
    await using context = await openSecurityContext({ trust: { anchors }, reload: false }, { env: {} });
    await folder.remove('strict.pem');
    expect(await codeOf(context.reload())).to.equal('ERR_MATERIAL_NOT_FOUND');
    expect(context.status().trust.anchors).to.equal(1);
    await folder.write('strict.pem', (await TestAuthority.create()).certificatePem);
    expect(await context.reload()).to.equal(2);
    expect(context.status().trust).to.deep.include({ anchors: 1, origins: [`${strict} (1)`] });
  });

  it('to the system store when a variable is taken away', async () => {
    const env: NodeJS.ProcessEnv = { SSL_CERT_FILE: strict };
    await using context = await openSecurityContext({ reload: false }, { env });
    delete env.SSL_CERT_FILE;
    expect(await context.reload()).to.equal(1);
    expect(context.status().trust.anchors).to.equal(1);
  });
});
