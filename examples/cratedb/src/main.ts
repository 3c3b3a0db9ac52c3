import { explain } from '@security-context/core';
import { EmbeddedServer } from './embedded-server.js';
import { Search } from './search.js';

const HELP = `Adds an order to CrateDB over HTTPS, under a security context.

Usage: npm start [-- --help]

Without CRATEDB_URL it starts an embedded server, and replaces the client certificate meanwhile.

Environment
  CRATEDB_URL                    https://db.example:4200; what follows is optional
  CRATEDB_CA_FILE                the CA that signed the server's certificate (default: the system's)
  CRATEDB_CERTIFICATE_KEY_FILE   client certificate and key in one PEM file
  CRATEDB_USERNAME, CRATEDB_PASSWORD_FILE

Exit code 0 only if all of it worked.`;

async function once(env: NodeJS.ProcessEnv): Promise<boolean> {
  await using search = await Search.open(env);
  console.log(`Orders for a lamp: ${await search.add('lamp')}.`);
  return true;
}

async function rehearse(): Promise<boolean> {
  await using embedded = await EmbeddedServer.start();
  await using search = await Search.open(embedded.env);
  const first = await search.add('lamp');

  const rotated = new Promise((resolve) => search.context.once('rotated', resolve));
  await Promise.all([rotated, embedded.renewCertificate('search-2')]);
  console.log('Certificate replaced on disk.');
  const second = await search.add('lamp');

  const clients = [...new Set(embedded.server.heard.clientSubjects)].join(', ');
  console.log(`Orders for a lamp: ${second}. The server has seen ${clients}.`);
  return first === 1 && second === 2 && clients === 'CN=search-1, CN=search-2';
}

async function main(): Promise<number> {
  try {
    return (await (process.env.CRATEDB_URL ? once(process.env) : rehearse())) ? 0 : 1;
  } catch (error) {
    const problem = explain(error);
    console.error(problem ? `${problem.code}: ${problem.message}\n${problem.action ?? ''}` : error);
    return 1;
  }
}

const [word] = process.argv.slice(2);
if (word === undefined) process.exitCode = await main();
else {
  console.log(HELP);
  process.exitCode = ['--help', '-h'].includes(word) ? 0 : 2;
}
