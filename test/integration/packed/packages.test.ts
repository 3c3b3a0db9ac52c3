import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { removeInstallation, theInstallation } from '../../packed/installation.js';
import type { Installation } from '../../packed/installation.js';
import { packageNames } from '../../packed/build.js';
import { noCoverage, root, runNode } from '../../packed/program.js';
import { documents } from '../../packed/snippets.js';

const names = packageNames.map((name) => `@security-context/${name}`);

/** What a package may need, by name. A new one is a decision: it is written here, too. */
const DEPENDENCIES = {
  '@security-context/core': {
    needs: ['asn1js', 'semver', 'valibot', 'yaml'],
    peers: [],
    optional: ['inversify', 'pino', 'reflect-metadata'],
  },
  '@security-context/mongodb': {
    needs: [],
    peers: ['@security-context/core', 'mongodb'],
    optional: ['inversify'],
  },
  '@security-context/cassandra': {
    needs: [],
    peers: ['@security-context/core', 'cassandra-driver'],
    optional: ['inversify', 'kerberos'],
  },
  '@security-context/https': {
    needs: [],
    peers: ['@security-context/core'],
    optional: ['inversify', 'undici'],
  },
  '@security-context/cratedb': {
    needs: ['@security-context/https'],
    peers: ['@security-context/core'],
    optional: ['inversify', 'node-crate'],
  },
  '@security-context/cloud': {
    needs: ['@security-context/https'],
    peers: ['@security-context/core'],
    optional: [
      '@azure/core-rest-pipeline',
      '@azure/identity',
      '@azure/storage-blob',
      '@smithy/node-http-handler',
      'gaxios',
      'google-auth-library',
      'inversify',
    ],
  },
  '@security-context/testkit': {
    needs: ['bson'],
    peers: ['@security-context/core'],
    optional: [],
  },
} as const;

interface Manifest {
  readonly exports?: Record<string, unknown>;
  readonly dependencies?: Record<string, string>;
  readonly optionalDependencies?: Record<string, string>;
  readonly peerDependencies?: Record<string, string>;
  readonly peerDependenciesMeta?: Record<string, { optional?: boolean }>;
}

const PRINT = `(door, names) => console.log(JSON.stringify([door, names.filter((n) => n !== 'module.exports').sort()]))`;

// Not in the suite: others use the same installation, and it goes with the last of them.
after(removeInstallation);

describe('the packed packages, installed in an empty folder', function () {
  this.timeout(120_000);
  let app: Installation;

  before(async function () {
    this.timeout(10 * 60_000);
    app = await theInstallation();
  });

  const manifestOf = (name: string): Promise<Manifest> => app.manifest(name);

  async function doors(): Promise<string[]> {
    const manifests = await Promise.all(names.map(async (name) => [name, await manifestOf(name)] as const));
    return manifests.flatMap(([name, { exports = {} }]) =>
      Object.keys(exports).map((path) => name + path.slice(1)),
    );
  }

  it('carry a licence and a README, and no tests', () => {
    expect(app.packed.map(({ name }) => name)).to.have.members(names);
    for (const { name, files } of app.packed) {
      const paths = files.map(({ path }) => path);
      expect(paths, name).to.include.members(['LICENSE', 'README.md', 'package.json']);
      const unwanted = paths.filter((path) => /(^|\/)(test|coverage)\/|\.test\.|\.(pem|key|p12)$/.test(path));
      expect(unwanted, name).to.deep.equal([]);
    }
  });

  for (const [name, { needs, peers, optional }] of Object.entries(DEPENDENCIES)) {
    it(`depend on what is known: ${name}`, async () => {
      const manifest = await manifestOf(name);
      const all = Object.keys(manifest.peerDependencies ?? {});
      const may = all.filter((peer) => manifest.peerDependenciesMeta?.[peer]?.optional === true);
      expect(Object.keys(manifest.dependencies ?? {})).to.have.members(needs);
      expect(all.filter((peer) => !may.includes(peer))).to.have.members(peers);
      expect(may).to.have.members(optional);
      expect(manifest).not.to.have.any.keys('optionalDependencies', 'bundleDependencies', 'scripts');
    });
  }

  it('open every door to import and to require() alike, without a warning', async () => {
    const paths = await doors();
    expect(paths).to.include.members(['@security-context/core/di', '@security-context/testkit/mocha']);
    await app.write(
      'doors.mjs',
      `const print = ${PRINT};
for (const door of ${JSON.stringify(paths)}) {
  const json = import.meta.resolve(door).endsWith('.json');
  const names = json ? await import(door, { with: { type: 'json' } }) : await import(door);
  print(door, Object.keys(json ? names.default : names));
}`,
    );
    await app.write(
      'doors.cjs',
      `const print = ${PRINT};
for (const door of ${JSON.stringify(paths)}) print(door, Object.keys(require(door)));`,
    );
    const imported = await runNode(['--no-warnings=ExperimentalWarning', app.path('doors.mjs')], {
      env: noCoverage,
    });
    const required = await app.run('doors.cjs');
    expect(imported, imported.stderr).to.include({ code: 0 });
    expect(required, required.stderr).to.include({ code: 0, stderr: '' });
    expect(required.stdout).to.equal(imported.stdout);
    expect(required.stdout.trimEnd().split('\n')).to.have.length(paths.length);
    expect(required.stdout).not.to.match(/,\[\]\]$/m);
  });

  it('have every door that their documents name', async () => {
    const text = documents().map((path) => readFileSync(join(root, path), 'utf8'));
    const named = new Set(text.join('\n').match(/@security-context\/[a-z]+(\/[a-z]+(-[a-z]+)*)*/g));
    expect(await doors()).to.include.members([...named]);
  });

  it('cost at start only themselves: core is imported without any of its dependencies or peers', async () => {
    await using alone = await app.alone('@security-context/core');
    const imports = (door: string) =>
      runNode(['--input-type=module', '-e', `await import('${door}')`], {
        cwd: alone.folder,
        env: noCoverage,
      });
    for (const door of ['@security-context/core', '@security-context/core/adapter']) {
      const outcome = await imports(door);
      expect(outcome, outcome.stderr).to.include({ code: 0, stderr: '' });
    }
    const { code, stderr } = await imports('@security-context/core/di');
    expect(code).to.equal(1);
    expect(stderr).to.include("Cannot find package 'inversify'");
  });
});
