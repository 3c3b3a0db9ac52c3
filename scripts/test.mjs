// Runs the tests: node scripts/test.mjs [all | unit | nodes | coverage] [options] [mocha's options and files]
import { appendFile } from 'node:fs/promises';
import { interruption } from './child.mjs';
import { collectCoverage, reportCoverage } from './coverage.mjs';
import { inCi } from './environment.mjs';
import { runMocha, runMochaInParallel, sum } from './mocha.mjs';
import { runOnNodes } from './nodes.mjs';
import { provision } from './provision.mjs';
import { filesIn, filesOf, isTestPath, serversFor } from './suites.mjs';

const HELP = `Usage: npm test [-- OPTIONS], or node scripts/test.mjs [all | unit | nodes | coverage] [OPTIONS]

  all        everything: unit tests, integration tests with real servers, the examples (npm test)
  unit       the fast loop: no server, no download (npm run test:unit)
  nodes      the driver contracts and explanations on every supported Node line (npm run test:nodes)
  coverage   unit and integration tests, then line coverage of core and the adapters (npm run coverage)

Options
  --coverage   with "all": line coverage as well, from the same run
  --help       this text
Everything else goes to mocha: --grep WORD, --bail; except test files and folders
(packages/core/test/di), which are then run instead of the whole.

Environment
  Servers of your own. Without them a program on the PATH is used, else one that is downloaded or built once:
  MONGODB_URL              a MongoDB server; else mongod, else FerretDB, which needs Go
  CASSANDRA_CONTACT_POINT  a Cassandra server of one node, host:port; with CASSANDRA_USERNAME and CASSANDRA_PASSWORD, or
                           cassandra for both; else Cassandra 5 of the PATH, else from Maven; both need Java 17
  MOTO_URL                 moto, as S3 and STS; else from PyPI, which needs Python 3 with venv
  AZURITE_URL              Azurite, as Azure's blob storage; with AZURITE_ACCOUNTS, name:key; else azurite-blob, else
                           from npm
  FAKE_GCS_URL             fake-gcs-server, as Google's storage; else fake-gcs-server, else built, which needs Go
  CRATEDB_URL              a CrateDB server; without it the testkit's double is all there is
  CRATE_CLIENT_PYTHON      a Python that has CrateDB's client; else from PyPI, which needs Python 3 with venv
  For each name before _URL or _CONTACT_POINT, where that server speaks TLS:
  NAME_CA_FILE                the CA of its certificate
  NAME_CERTIFICATE_KEY_FILE   the client certificate and key it asks for

  TEST_CACHE_FOLDER        where servers and Node lines are kept; default: security-context in XDG_CACHE_HOME or
                           ~/.cache. Removing the folder is safe.
  CI                       set: a skipped test is a failure

Variables that change whom a process trusts (NODE_EXTRA_CA_CERTS, SSL_CERT_FILE and their like) are removed before the
tests start; downloads still see them.`;

/** The file to which the closing line is appended as well, for a caller that adds up several runs. */
const TOTALS_FILE = process.env.TEST_TOTALS_FILE;

async function main(given) {
  if (given.includes('--help') || given.includes('-h')) return console.log(HELP);
  const [mode, ...rest] = given[0] && !given[0].startsWith('-') ? given : ['all', ...given];
  const words = rest.filter((word) => word !== '--' && word !== '--coverage');
  const modes = {
    all: () => suites(['unit', 'integration', 'examples'], words, rest.includes('--coverage')),
    unit: () => suites(['unit'], words, false),
    nodes: () => runOnNodes(words),
    coverage: () => suites(['unit', 'integration'], words, true),
  };
  const run = modes[mode] ?? (() => Promise.reject(new Error(`No mode "${mode}"; see --help.`)));
  const { counts, complaints = [] } = await run().catch(couldNotRun);
  await close(counts, complaints);
}

async function suites(names, words, coverage) {
  const paths = words.filter(isTestPath);
  const options = words.filter((word) => !isTestPath(word));
  const parts =
    paths.length > 0 ? [await filesIn(paths)] : await Promise.all(names.map((name) => filesOf(name)));
  const variables = coverage ? await collectCoverage() : {};
  const servers = names.includes('integration') ? serversFor(parts.flat()) : [];
  if (servers.length > 0) {
    const found = await provision('test/servers/main.ts', ...servers);
    if (!found) throw new Error('The servers of the integration tests could not be prepared.');
    variables.TEST_SERVERS = JSON.stringify(found);
  }
  const counts = [];
  for (const files of parts) {
    if (files.length === 0 || interruption()) continue;
    // Servers under load want the machine to themselves.
    const run = files.some((file) => file.startsWith('test/integration/')) ? runMocha : runMochaInParallel;
    counts.push(await run({ files, words: options, variables }));
  }
  const complaints =
    coverage && !interruption() && !(await reportCoverage()) ? ['Too few lines are covered.'] : [];
  return { counts, complaints };
}

function couldNotRun(error) {
  return {
    counts: [{ passed: 0, failed: 1, skipped: 0, titles: { skipped: [] } }],
    complaints: [error.message],
  };
}

async function close(parts, complaints) {
  const { passed, failed, skipped, titles } = sum(parts);
  const complain = [...complaints];
  if (inCi && skipped > 0)
    complain.push('Skipped, which is a failure here:', ...titles.skipped.map((t) => `  ${t}`));
  if (passed + failed + skipped === 0) complain.push('No test was run.');
  if (interruption()) complain.push(`Interrupted by ${interruption()}.`);
  for (const line of complain) console.error(line);

  const line = `${passed} passed, ${failed} failed, ${skipped} skipped`;
  if (TOTALS_FILE) await appendFile(TOTALS_FILE, `${line}\n`);
  console.log(line);
  process.exitCode = failed > 0 || complain.length > 0 ? 1 : 0;
}

await main(process.argv.slice(2));
