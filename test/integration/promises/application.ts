// An application of its own: node application.ts '<JSON of Task>'. Writes what came of each errand as JSON.
import { setServers } from 'node:dns';
import { once } from 'node:events';
import type { LookupFunction } from 'node:net';
import { connect } from 'node:tls';
import type { ConnectionOptions } from 'node:tls';
import { MongoClient } from 'mongodb';
import { explain, secure, SecurityError, tlsAdapter } from '@security-context/core';
import type { SecurityContext } from '@security-context/core';
import { mongodbAdapter } from '@security-context/mongodb';
import type { Errand, Result, Task } from './errand.js';

const { names, errands } = JSON.parse(process.argv[2] ?? '') as Task;
if (names !== undefined) setServers([names]);

/** Every host is this machine; the operating system's resolver would not ask our name server. */
const lookup: LookupFunction = (_host, _options, done) => done(null, [{ address: '127.0.0.1', family: 4 }]);

async function byDriver({ url = '', settings = {}, refused = false }: Errand): Promise<Result> {
  const options = { lookup, serverSelectionTimeoutMS: refused ? 500 : 10_000, minHeartbeatFrequencyMS: 20 };
  const bound = await secure(mongodbAdapter, { url, options }, { settings });
  const client = new MongoClient(bound.url, bound.options);
  return told(bound.context, client.db('shop').command({ ping: 1 })).finally(() => client.close());
}

async function byTls({ port = 0, settings = {} }: Errand): Promise<Result> {
  const bound = await secure(tlsAdapter, undefined, { settings });
  return told(bound.context, greeting({ ...bound, port }));
}

/** Node alone, without any context. */
async function byNode({ port = 0 }: Errand): Promise<Result> {
  return told(undefined, greeting({ port }));
}

async function greeting(options: ConnectionOptions): Promise<void> {
  const socket = connect({ host: 'localhost', ...options });
  socket.write('hello');
  await once(socket, 'secureConnect').finally(() => socket.destroy());
}

async function told(context: SecurityContext | undefined, doing: Promise<unknown>): Promise<Result> {
  const origins = context?.status().trust.origins;
  try {
    await doing;
    return { answered: true, ...(origins && { origins }) };
  } catch (error) {
    const problem = explain(error, context);
    return {
      answered: false,
      code: problem?.code ?? String((error as NodeJS.ErrnoException).code),
      message: problem?.message ?? String(error),
      action: problem?.action ?? '',
      ...(origins && { origins }),
    };
  } finally {
    await context?.close();
  }
}

const ways = { driver: byDriver, tls: byTls, node: byNode };
const results: Result[] = [];
for (const errand of errands) {
  results.push(
    await ways[errand.by](errand).catch((error: unknown): Result => {
      if (!SecurityError.is(error)) throw error;
      return { answered: false, code: error.code, message: error.message, action: error.action ?? '' };
    }),
  );
}
process.stdout.write(`${JSON.stringify(results)}\n`);
