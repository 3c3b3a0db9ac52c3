import { explain } from '@security-context/core';
import { EmbeddedCluster } from './embedded-cluster.js';
import { keepEvent, openEvents } from './events.js';

const HELP = `Keeps an event in Cassandra with the stock driver, under a security context.

Usage: npm start [-- --help]

Without CASSANDRA_CONTACT_POINT it starts an embedded server, and replaces certificate and password meanwhile.

Environment
  CASSANDRA_CONTACT_POINT          address of a node; what follows is optional
  CASSANDRA_DATACENTER             default: datacenter1
  CASSANDRA_CA_FILE                the CA that signed the nodes' certificates (default: the system's)
  CASSANDRA_CERTIFICATE_KEY_FILE   client certificate and key in one PEM file
  CASSANDRA_USERNAME, CASSANDRA_PASSWORD_FILE

Exit code 0 only if all of it worked.`;

async function once(env: NodeJS.ProcessEnv): Promise<boolean> {
  const { context, options } = await openEvents(env);
  await using closing = context;
  await keepEvent(options, closing, 'started');
  console.log(`Kept as ${closing.status().identity?.subject ?? 'nobody'}.`);
  return true;
}

/** The same options again after a rotation: the server sees another client. */
async function rehearse(): Promise<boolean> {
  await using cluster = await EmbeddedCluster.start();
  const { context, options } = await openEvents(cluster.env);
  await using closing = context;
  await keepEvent(options, closing, 'started');

  const rotated = new Promise((resolve) => closing.once('rotated', resolve));
  await Promise.all([rotated, cluster.renew('events-2', 'second')]);
  console.log('Certificate and password replaced on disk.');
  await keepEvent(options, closing, 'renewed');

  const clients = [...new Set(cluster.server.heard.clientSubjects)].join(', ');
  console.log(`The server has seen ${clients}.`);
  return clients === 'CN=events-1, CN=events-2' && cluster.server.stored('shop', 'events').length === 2;
}

async function main(): Promise<number> {
  try {
    return (await (process.env.CASSANDRA_CONTACT_POINT ? once(process.env) : rehearse())) ? 0 : 1;
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
