import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { TestFolder } from '@security-context/testkit';
import { answered } from './attempt.js';

const run = promisify(execFile);

/** The text of a section of the README, without its heading. */
async function section(title: string): Promise<string> {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  const found = readme.split(/^## /m).find((part) => part.startsWith(`${title}\n`));
  if (found === undefined) throw new Error(`the README has no section ${title}`);
  return found;
}

function blocks(text: string, language: string): string[] {
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(
    ([, block = '']) => block,
  );
}

describe('the README', () => {
  it('says how a server gets its keystore and truststore, and asks for client certificates (promise 62)', async () => {
    const text = await section('Server settings');
    const [cassandra = '', scylla = ''] = blocks(text, 'yaml');
    for (const word of ['keystore:', 'keystore_password:', 'truststore:', 'truststore_password:']) {
      expect(cassandra).to.contain(word);
    }
    for (const server of [cassandra, scylla]) expect(server).to.contain('require_client_auth: true');
    expect(text).to.contain('PEMBasedSslContextFactory').and.to.contain('nodetool reloadssl');
  });

  it('has a recipe whose certificates both sides take (promise 63)', async () => {
    const [recipe = ''] = blocks(await section('A certificate recipe'), 'sh');
    await using folder = await TestFolder.create();
    await run('sh', ['-e', '-c', recipe], { cwd: folder.path() });
    const file = (name: string): Promise<string> => readFile(folder.path(name), 'utf8');
    const ca = await file('ca.pem');
    const server = await answered({
      server: {
        tls: { cert: await file('node1.crt'), key: await file('node1.key'), ca, requestCert: true },
      },
      settings: {
        trust: { anchors: [folder.path('ca.pem')] },
        identity: { certificateKeyFile: folder.path('app.pem') },
      },
    });
    expect(server.heard.clientSubjects).to.include('CN=app');
    const keystore = { pfx: await readFile(folder.path('node1.p12')), passphrase: 'changeit' };
    for (const tls of [keystore, { cert: await file('node1.pem'), key: await file('node1.pem') }]) {
      await answered({
        server: { tls: { ...tls, ca, requestCert: true } },
        options: {
          sslOptions: {
            cafile: folder.path('ca.pem'),
            verify_mode: 'CERT_REQUIRED',
            check_hostname: true,
            server_hostname: 'node1.example',
            certfile: folder.path('app.crt'),
            keyfile: folder.path('app.key'),
          },
        },
      });
    }
  });
});
