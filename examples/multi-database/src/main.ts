import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { explain } from '@security-context/core';
import { securityLog } from '@security-context/core/log';
import { addressesIn } from './addresses.js';
import { serve, serveEmbedded } from './program.js';

const HELP = `A shop over MongoDB, Cassandra, CrateDB and S3, with one security.yaml for all four.

Usage: npm start -- [--rotate-every=SECONDS]

Without SECURITY_CONTEXT_FILE it starts embedded databases, and replaces certificates, authority and passwords of all
four at once: on POST /rotate, and every so many seconds if you like. Serves until SIGINT (Ctrl-C) or SIGTERM.

  POST /orders {"item": "lamp"}   places an order, in all four
  GET /orders/ID                  from MongoDB
  GET /orders/ID/events           from Cassandra
  GET /search?q=lamp              from CrateDB
  GET /archive/ID                 from S3
  GET /health                     200, or 503 where something is wrong
  POST /rotate                    embedded only: replaces everything, and tells what the servers saw of us
  GET /seen/CN=shop-2             embedded only: answers when each server has seen this client

Environment
  PORT                            of 127.0.0.1 (default: one that is free; the log tells it)
  SECURITY_CONTEXT_FILE           your own security.yaml: real databases are used, and these must be given
    MONGODB_URL                   connection string
    CASSANDRA_CONTACT_POINTS      addresses with commas between them
    CASSANDRA_DATACENTER          default: datacenter1
    CRATEDB_URL                   https://db.example:4200, several with spaces between them
    S3_ENDPOINT                   https://s3.example
    S3_REGION, S3_BUCKET          default: us-east-1, shop-archive
  SECURITY_CONTEXT_<NAME>_<KEY>   completes the file, SECURITY_CONTEXT_EVENTS_CREDENTIALS_PASSWORD_FILE for one`;

/** @throws Error for words and numbers it does not know */
function readArguments(): { help: boolean; rotateEveryMs: number; port: number } {
  const options = { help: { type: 'boolean', short: 'h' }, 'rotate-every': { type: 'string' } } as const;
  const { help = false, 'rotate-every': seconds = '0' } = parseArgs({ options }).values;
  const [rotateEveryMs, port] = [Number(seconds) * 1000, Number(process.env.PORT ?? 0)];
  if (!(rotateEveryMs >= 0)) throw new Error('--rotate-every takes a number of seconds');
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error('PORT must be a number up to 65535');
  return { help, rotateEveryMs, port };
}

async function main(rotateEveryMs: number, port: number): Promise<number> {
  const log = securityLog({ name: 'shop' });
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    // Once: a second Ctrl-C ends the process at once.
    process.once(signal, () => {
      log.info({ signal }, 'stopping');
      stop.abort();
    });
  }
  try {
    const { SECURITY_CONTEXT_FILE: file } = process.env;
    if (!file) await serveEmbedded(port, rotateEveryMs, log, stop.signal);
    else {
      const surroundings = { addresses: addressesIn(process.env), file, env: process.env };
      await serve(surroundings, port, log, stop.signal);
    }
    return 0;
  } catch (error) {
    log.fatal({ err: explain(error) ?? error }, 'ended');
    return 1;
  }
}

try {
  const { help, rotateEveryMs, port } = readArguments();
  if (help) console.log(HELP);
  else {
    process.exitCode = await main(rotateEveryMs, port);
    // All is closed. What a driver may have left behind does not keep the process.
    setTimeout(() => process.exit(), 1_000).unref();
  }
} catch (error) {
  console.error(`${(error as Error).message}\n\n${HELP}`);
  process.exitCode = 2;
}
