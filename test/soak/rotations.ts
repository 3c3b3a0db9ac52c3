import { once } from 'node:events';
import { connect } from 'node:tls';
import { explain, openSecurityContext, tlsAdapter } from '@security-context/core';
import type { SecurityContext } from '@security-context/core';
import { mongodbAdapter } from '@security-context/mongodb';
import { startMongoDouble, startTestServer, TestAuthority, TestFolder } from '@security-context/testkit';
import type { MongoDouble, TestServer } from '@security-context/testkit';
import { MongoClient } from 'mongodb';
import { Traffic } from './traffic.js';

/** What a run of rotations came to. */
export interface RotationReport {
  readonly rotations: number;
  readonly generations: number;
  readonly operations: number;
  readonly connections: number;
  readonly failures: readonly unknown[];
  readonly failedReloads: readonly unknown[];
  readonly unhandled: readonly unknown[];
  /** Dropped CAs whose server was still accepted by a connection opened right after the drop. */
  readonly lateDrops: number;
  /** Heap in use after collection, in bytes, at each mark. */
  readonly heap: readonly number[];
}

/** Called after each rotation, and whenever the heap is measured. */
export type OnRotation = (done: number, traffic: Traffic, heap: readonly number[]) => void;

/** Replaces certificate and CA over and over, in the runbook's order, while a stock client works. */
export async function rotate(
  count: number,
  onRotation: OnRotation = () => undefined,
): Promise<RotationReport> {
  await using folder = await TestFolder.create();
  const unhandled: unknown[] = [];
  const note = (reason: unknown): void => void unhandled.push(reason);
  process.on('unhandledRejection', note).on('uncaughtException', note);
  let authority = await TestAuthority.create();
  await folder.write('ca.pem', authority.certificatePem);
  await folder.write('app.pem', await clientPem(authority));
  await using server = await startMongoDouble({
    tls: { ...(await authority.issue()).tls, ca: authority.certificatePem, requestCert: true },
  });
  await using dropped = await startTestServer({ tls: (await authority.issue()).tls });
  await using context = await openSecurityContext(
    {
      trust: { anchors: [folder.path('ca.pem')] },
      identity: { certificateKeyFile: folder.path('app.pem') },
      reload: { quietMs: 5, pollMs: 20 },
    },
    { env: {} },
  );
  const failedReloads: unknown[] = [];
  context.on('reload-failed', ({ error }) => failedReloads.push(error));
  const bound = context.bind(mongodbAdapter, {
    url: `mongodb://localhost:${server.port}/`,
    options: { maxIdleTimeMS: 10, maxPoolSize: 20 },
  });
  const client = new MongoClient(bound.url, bound.options);
  const traffic = new Traffic(client, true).start();
  const heap: number[] = [];
  let lateDrops = 0;
  for (let done = 1; done <= count; done++) {
    const next = await TestAuthority.create();
    await rotateOnce(folder, context, server, traffic, authority, next);
    if (!(await isRefused(context, dropped, authority))) lateDrops += 1;
    authority = next;
    forget(server, dropped);
    if (done % Math.max(10, Math.floor(count / 20)) === 0) heap.push(collectedHeap());
    onRotation(done, traffic, heap);
  }
  await traffic.stop();
  await client.close();
  process.off('unhandledRejection', note).off('uncaughtException', note);
  const { operations, connections, failures } = traffic;
  const generations = context.generation;
  return {
    ...{ rotations: count, generations, operations, connections },
    ...{ failures, failedReloads, unhandled, lateDrops, heap },
  };
}

/** Trust old and new, move the server, move the client, drop the old. */
async function rotateOnce(
  folder: TestFolder,
  context: SecurityContext,
  server: MongoDouble,
  traffic: Traffic,
  before: TestAuthority,
  after: TestAuthority,
): Promise<void> {
  const both = before.certificatePem + after.certificatePem;
  const change = async (name: string, content: string): Promise<void> => {
    const rotated = new Promise((resolve) => context.once('rotated', resolve));
    await folder.replace(name, content);
    await rotated;
    await traffic.handshakesEnd();
  };
  await change('ca.pem', both);
  server.setSecureContext({ ...(await after.issue()).tls, ca: both });
  await traffic.handshakesEnd();
  await change('app.pem', await clientPem(after));
  server.setSecureContext({ ca: after.certificatePem });
  await change('ca.pem', after.certificatePem);
}

/** A connection opened right now must not accept a server of the CA that was dropped. */
async function isRefused(
  context: SecurityContext,
  server: TestServer,
  authority: TestAuthority,
): Promise<boolean> {
  server.setSecureContext((await authority.issue()).tls);
  const socket = connect({ host: 'localhost', port: server.port, ...context.bind(tlsAdapter) });
  const error: unknown = await once(socket, 'secureConnect').then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  socket.destroy();
  return explain(error, context)?.code === 'ERR_PEER_UNTRUSTED';
}

/** The servers write down everything they hear: not to be taken for a leak of ours. */
function forget(server: MongoDouble, dropped: TestServer): void {
  server.forget();
  dropped.forget();
}

async function clientPem(authority: TestAuthority): Promise<string> {
  return (await authority.issue({ usage: 'client', commonName: 'app' })).combinedPem();
}

function collectedHeap(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}
