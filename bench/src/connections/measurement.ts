import { inRounds } from '../measure/rounds.js';
import type { ServerTls } from '@security-context/testkit';
import type { Bench } from '../measurement.js';
import { Child } from '../process/child.js';
import type { Row } from '../report/row.js';
import { ServerPair } from '../servers/pair.js';
import { writeMaterial } from '../stage/material.js';
import { opened, type ConnectionsSample, type ConnectionsTask } from './client.js';
import { WAYS, type Way } from './driver.js';
import { addedRow, type Figures } from './row.js';

/** The connections of one stock driver. */
export interface Subject {
  /** The measurement's name, with which the ids of its rows begin. */
  readonly name: string;
  /** What a connection is called: `'a pooled connection'`. */
  readonly connection: string;
  /** Modules that answer their parent: a server, and a client that calls `answerWith`. */
  readonly server: URL;
  readonly client: URL;
  /** What the server does in TLS that is not usual. */
  readonly tls?: ServerTls;
  /** How many connections a client opens beside those that were asked for: for monitoring. */
  readonly beside: number;
  /** How many times less is wanted. */
  readonly goals: { readonly cpu: number; readonly memory: number };
}

/** What TLS adds to a connection of a stock driver: done its own way, and under a security context. */
export async function measureConnections(bench: Bench, subject: Subject): Promise<Row[]> {
  const { name, connection, goals } = subject;
  const size = bench.quick ? 20 : 200;
  const samples = await measure(bench, subject, size);
  const figures = (of: (sample: ConnectionsSample) => number): Figures => ({
    plaintext: samples.plaintext.map(of),
    stock: samples.stock.map(of),
    shared: samples.shared.map(of),
    ours: samples.ours.map(of),
  });
  return [
    addedRow({
      id: `${name}.cpu`,
      what: `CPU that TLS adds to ${connection}: stock driver by ours`,
      goal: goals.cpu,
      unit: 'ms',
      figures: figures(({ cpuMs }) => cpuMs / size),
      preparing: figures(({ preparing }) => preparing.cpuMs),
    }),
    addedRow({
      id: `${name}.memory`,
      what: `Memory that TLS adds to ${connection}: stock driver by ours`,
      goal: goals.memory,
      unit: 'KiB',
      figures: figures(({ bytes }) => bytes / 1024 / size),
      preparing: figures(({ preparing }) => preparing.bytes / 1024),
    }),
  ];
}

async function measure(
  bench: Bench,
  { name, server, client, tls, beside }: Subject,
  size: number,
): Promise<Readonly<Record<Way, readonly ConnectionsSample[]>>> {
  const material = await writeMaterial(bench.folder, await bench.roots());
  await using servers = await ServerPair.start(server, { ...material.server, ...tls });
  const { connections, clients } = opened(size);

  return await inRounds(WAYS, bench.quick ? 1 : 4, async (way, round) => {
    bench.progress(`${name}, ${size} connections: ${way}, round ${round + 1}`);
    const secure = way !== 'plaintext';
    const task: ConnectionsTask = { way, port: servers.port(secure), size, files: material.files };
    const sample = await Child.askOnce<ConnectionsSample>(client, task, '--expose-gc');
    await servers.check(secure, connections, connections + beside * clients);
    return sample;
  });
}
