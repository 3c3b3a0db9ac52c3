import 'reflect-metadata';
import { constants } from 'node:os';
import { explain } from '@security-context/core';
import { rehearse, sellOnce } from './work.js';

const HELP = `Two databases, two client certificates, one file: security contexts by dependency injection with inversify.

Usage: npm start [-- --help]

Without SECURITY_CONTEXT_FILE it starts two embedded databases, replaces the certificate of one while the application
runs, and ends by itself.

Environment
  SECURITY_CONTEXT_FILE          your own security.yaml, with the contexts orders and archive: one item is sold
  SECURITY_CONTEXT_<NAME>_<KEY>  completes it, SECURITY_CONTEXT_ORDERS_URL for one

Exit code 0 only if all of it worked.`;

async function main(): Promise<number> {
  const stop = new AbortController();
  let signalled = 0;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    // Once: a second Ctrl-C ends the process at once.
    process.once(signal, () => {
      signalled = 128 + constants.signals[signal];
      stop.abort();
    });
  }
  try {
    const worked = process.env.SECURITY_CONTEXT_FILE ? await sellOnce() : await rehearse(stop.signal);
    return worked ? 0 : 1;
  } catch (error) {
    if (signalled > 0) return signalled;
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
