import { explain, openSecurityContext } from '@security-context/core';
import type { SecurityContext } from '@security-context/core';
import { mongodbAdapter } from '@security-context/mongodb';
import {
  startMongoDouble,
  TestAuthority,
  type MongoDouble,
  type TestFolder,
} from '@security-context/testkit';
import { MongoClient } from 'mongodb';
import { Load } from './load.js';
import type { Screen } from './screen.js';

/** Plays the whole story; resolves to whether all of it really happened. */
export async function tellStory(screen: Screen, folder: TestFolder): Promise<boolean> {
  screen.title('One security context, one stock MongoDB client, everything replaced while it runs');
  const [before, after, stranger] = await Promise.all([1, 2, 3].map(() => TestAuthority.create()));
  if (before === undefined || after === undefined || stranger === undefined) return false;
  const trustBoth = before.certificatePem + after.certificatePem;
  await folder.write('ca.pem', before.certificatePem);
  await folder.write('app.pem', (await client(before, 'app-1')).combinedPem());
  await using server = await startMongoDouble({
    tls: { ...(await before.issue()).tls, ca: trustBoth, requestCert: true },
  });
  screen.step(
    `A throw-away CA, and a MongoDB double on port ${server.port} that demands client certificates.`,
  );

  await using context = await openSecurityContext(
    {
      trust: { anchors: [folder.path('ca.pem')] },
      identity: { certificateKeyFile: folder.path('app.pem') },
      reload: { quietMs: 200, pollMs: 500 },
    },
    { name: 'demo', env: {} },
  );
  const mongo = stockClient(context, server, { maxIdleTimeMS: 20, minPoolSize: 0 });
  await mongo.db('shop').command({ ping: 1 });
  const generation1 = context.generation === 1 && lastSubject(server) === 'CN=app-1';
  screen.step(`Connected with generation ${context.generation} as ${lastSubject(server)}.`);

  const load = new Load(mongo).start();
  await until(server, () => load.operations > 100);
  screen.step(`Load running: ${load.operations} operations over ${server.heard.handshakes} connections.`);

  const second = rotation(context);
  await folder.replace('app.pem', (await client(after, 'app-2')).combinedPem());
  await folder.replace('ca.pem', trustBoth);
  screen.step(
    'Certificate and CA replaced on disk: the new certificate, and both CAs while the server moves.',
  );
  await second;
  // Handshakes under way keep the generation they began with: let the burst that has them end.
  const burst = load.bursts;
  await until(server, () => load.bursts > burst + 1);
  server.setSecureContext((await after.issue()).tls);
  server.forget();
  await until(server, () => server.heard.clientSubjects.length > 5);
  const generation2 = server.heard.clientSubjects.every((subject) => subject === 'CN=app-2');
  screen.step(`Generation ${context.generation} on new connections: the server sees ${lastSubject(server)}.`);

  const third = rotation(context);
  await folder.replace('ca.pem', after.certificatePem);
  await third;
  await until(server, () => load.operations > 400);
  screen.step(`The old CA is dropped from disk: generation ${context.generation}.`);

  await load.stop();
  screen.step(`Load stopped: ${load.operations} operations, ${load.failures.length} failures.`);
  for (const failure of load.failures.slice(0, 3)) screen.detail(String(failure));
  await mongo.close();

  const dropped = await refusal(screen, context, before, 'the CA that was dropped');
  const unknown = await refusal(screen, context, stranger, 'a CA nobody knows');
  return screen.summary([
    ['connected with generation 1', generation1],
    ['generation 2 on every new connection of the client that was built once', generation2],
    ['generation 3 without the old CA', context.generation === 3],
    [`${load.operations} operations, 0 failures`, load.operations > 400 && load.failures.length === 0],
    ['a server of the dropped CA was refused, and heard 0 bytes', dropped],
    ['a server of an unknown CA was refused, and heard 0 bytes', unknown],
  ]);
}

/** An untrusted server: refused with a plain reason, without a byte of the driver's protocol. */
async function refusal(
  screen: Screen,
  context: SecurityContext,
  authority: TestAuthority,
  whose: string,
): Promise<boolean> {
  await using server = await startMongoDouble({ tls: (await authority.issue()).tls });
  const mongo = stockClient(context, server, { serverSelectionTimeoutMS: 500 });
  const error: unknown = await mongo
    .db('shop')
    .command({ ping: 1 })
    .catch((thrown: unknown) => thrown);
  await mongo.close();
  const problem = explain(error, context);
  screen.step(`A server of ${whose}: refused, it heard ${server.heard.bytes} bytes.`);
  screen.detail(`${problem?.code}: ${problem?.message}`);
  return problem?.code === 'ERR_PEER_UNTRUSTED' && server.heard.bytes === 0 && server.heard.clientHellos > 0;
}

function stockClient(context: SecurityContext, server: MongoDouble, options: object): MongoClient {
  const bound = context.bind(mongodbAdapter, { url: `mongodb://localhost:${server.port}/`, options });
  return new MongoClient(bound.url, bound.options);
}

function client(authority: TestAuthority, commonName: string) {
  return authority.issue({ usage: 'client', commonName });
}

function lastSubject(server: MongoDouble): string | undefined {
  return server.heard.clientSubjects.at(-1);
}

function rotation(context: SecurityContext): Promise<unknown> {
  return new Promise((resolve) => context.once('rotated', resolve));
}

/** Waits for something the server hears; gives up after 10 s, and the summary then tells. */
async function until(server: MongoDouble, condition: () => boolean): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, 10_000);
  });
  await Promise.race([server.until(condition), late]);
  clearTimeout(timer);
}
