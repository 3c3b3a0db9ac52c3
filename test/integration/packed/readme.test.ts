import { expect } from 'chai';
import { startMongoDouble, TestAuthority, TestFolder } from '@security-context/testkit';
import type { MongoDouble } from '@security-context/testkit';
import { removeInstallation, theInstallation } from '../../packed/installation.js';
import type { Installation } from '../../packed/installation.js';
import { noCoverage, runNode } from '../../packed/program.js';
import { documents, promisedOutput, snippetsOf, staged } from '../../packed/snippets.js';
import type { Snippet } from '../../packed/snippets.js';

const all = documents().flatMap(snippetsOf);
const typescript = all.filter(({ language, marker }) => language === 'ts' && marker?.kind !== 'fragment');
const files = all.filter(({ marker }) => marker?.kind === 'file');
const runnable = typescript.filter(({ marker }) => marker?.kind === 'run');

/** A user's settings; nothing of the repository's. */
const TSCONFIG = {
  compilerOptions: {
    strict: true,
    target: 'ES2022',
    lib: ['ES2022'],
    module: 'NodeNext',
    moduleResolution: 'NodeNext',
    types: ['node'],
    experimentalDecorators: true,
    rootDir: 'src',
    outDir: 'out',
  },
  include: ['src'],
};

/** What the databases must have heard, and the programs must have printed, where more than a good end is promised. */
const EXPECTED: Readonly<Record<string, (heard: MongoDouble, stdout: string) => void>> = {
  'one-database': (server) => {
    expect(server.stored('shop.orders').map(({ item }) => String(item))).to.deep.equal(['lamp']);
    expectClient(server, 'CN=app');
  },
  secure: (server) => {
    expect(server.heard.commands).to.include('ping');
    expectClient(server, 'CN=app');
  },
  'dependency-injection': (server, stdout) => {
    expect(stdout).to.equal('CN=app\n');
    expect(server.heard.commands).to.include('ping');
    expectClient(server, 'CN=app');
  },
  'plain-node': (server, stdout) => {
    expect(stdout).to.equal('TLSv1.3\n');
    expect(server.heard.handshakes).to.equal(1);
  },
  explain: (server, stdout) => {
    expect(stdout).to.match(/^ERR_PEER_UNTRUSTED\n.{20,}\n.{20,}\n$/);
    expect(server.heard.clientHellos).to.be.above(0);
    expect(server.heard.bytes).to.equal(0);
  },
  core: (server) => {
    expectClient(server, 'CN=app');
  },
  cassandra: (_server, stdout) => {
    expect(stdout).to.equal('sold app\n');
  },
  cratedb: (_server, stdout) => {
    expect(stdout).to.include("[ [ 'rum' ] ]");
  },
  'node-crate': (_server, stdout) => {
    expect(stdout).to.include("[ { item: 'tea' } ]");
  },
  testkit: (_server, stdout) => {
    expect(stdout).to.equal('certificate has expired 0\n');
  },
};

function expectClient(server: MongoDouble, subject: string): void {
  expect(new Set(server.heard.clientSubjects)).to.deep.equal(new Set([subject]));
}

const nameOf = ({ document, line, marker }: Snippet): string =>
  `${document.replaceAll(/[^a-zA-Z]+/g, '-')}-${marker?.name ?? line}`;

// Not in the suite: others use the same installation, and it goes with the last of them.
after(removeInstallation);

describe('the snippets of the README, with the packed packages', function () {
  this.timeout(120_000);
  let app: Installation;
  let pki: TestFolder;
  const servers = new Map<Snippet, MongoDouble>();

  before(async function () {
    this.timeout(10 * 60_000);
    app = await theInstallation();
    const authority = await TestAuthority.create();
    pki = await pkiFolder(authority);
    // A client without a certificate is welcome, too: not every snippet has one.
    const tls = {
      ...(await authority.issue()).tls,
      ca: authority.certificatePem,
      requestCert: true,
      rejectUnauthorized: false,
    };
    await app.write('tsconfig.json', JSON.stringify(TSCONFIG));
    for (const snippet of typescript) {
      const server = await startMongoDouble({ tls });
      servers.set(snippet, server);
      const scene = { pki: pki.path(), port: server.port };
      await app.write(`src/${nameOf(snippet)}.ts`, staged(snippet, scene));
      for (const file of files) {
        await app.write(`run/${nameOf(snippet)}/${file.marker?.name ?? ''}`, staged(file, scene));
      }
    }
  });
  after(async () => {
    for (const server of servers.values()) await server.close();
    await pki.remove();
  });

  it('names the snippets that are known to run', () => {
    const names = runnable.map(({ marker }) => marker?.name);
    expect(names).to.include.members(Object.keys(EXPECTED));
    expect(new Set(names)).to.have.length(names.length);
  });

  it('compiles every one of them, strictly', async () => {
    const tsc = app.path('node_modules/typescript/bin/tsc');
    const { code, stdout } = await runNode([tsc, '-p', app.folder], { cwd: app.folder, env: noCoverage });
    expect(stdout).to.equal('');
    expect(code).to.equal(0);
  });

  for (const snippet of runnable) {
    it(`runs "${snippet.marker?.name ?? ''}" of ${snippet.document}`, async () => {
      const name = nameOf(snippet);
      const outcome = await app.run(`out/${name}.js`, app.path('run', name));
      expect(outcome, outcome.stderr).to.include({ code: 0, stderr: '' });
      const printed = outcome.stdout.split('\n');
      for (const line of promisedOutput(snippet)) expect(printed).to.include(line);
      const server = servers.get(snippet);
      if (server) EXPECTED[snippet.marker?.name ?? '']?.(server, outcome.stdout);
    });
  }
});

/** What lies in `/etc/pki` and `/run/secrets` of the snippets. */
async function pkiFolder(authority: TestAuthority): Promise<TestFolder> {
  const folder = await TestFolder.create();
  const leaf = await authority.issue({ usage: 'client', commonName: 'app' });
  await folder.write('ca.pem', authority.certificatePem);
  await folder.write('other-ca.pem', (await TestAuthority.create()).certificatePem);
  await folder.write('app.pem', leaf.combinedPem());
  await folder.write('app.crt', leaf.chainPem);
  await folder.write('app.key', leaf.keyPem);
  await folder.write('cql', 'secret\n', 0o600);
  return folder;
}
