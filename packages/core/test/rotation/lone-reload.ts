// A process with nothing open but a context: it reloads right after a file was written.
import { openSecurityContext } from '@security-context/core';
import { TestAuthority, TestFolder } from '@security-context/testkit';

const folder = await TestFolder.create();
const path = await folder.write('ca.pem', (await TestAuthority.create()).certificatePem);
const context = await openSecurityContext({ trust: { anchors: [path] } }, { env: {} });
await folder.replace('ca.pem', (await TestAuthority.create()).certificatePem);
console.log(`generation ${await context.reload()}`);
await context.close();
await folder.remove();
