import { allBlocks } from '../../measure/turns.js';
import type { Bench } from '../../measurement.js';
import { Child } from '../../process/child.js';
import type { Row } from '../../report/row.js';
import { turnsRow } from '../../report/turns-row.js';
import type { HttpReport, PathReport } from '../../servers/http.js';
import type { ServerTask } from '../../servers/server-task.js';
import { writeMaterial } from '../../stage/material.js';
import { REQUEST_VARIANTS, type RequestSamples, type RequestsTask } from './requests-task.js';

const SERVER = new URL('../../servers/http.ts', import.meta.url);
const CLIENT = new URL('./requests-client.ts', import.meta.url);

/** What a request costs under a security context, by what it costs with undici alone. */
interface RequestsPlan {
  readonly id: string;
  readonly what: string;
  readonly blocks: number;
  readonly requests: number;
  readonly anew: boolean;
  /** Whether the server heard what was to be measured. */
  readonly heard: (report: PathReport, requests: number) => boolean;
}

/** Requests over new connections that resume a session, and over one connection that stands. */
export async function measureRequests(bench: Bench): Promise<Row[]> {
  const { quick } = bench;
  const material = await writeMaterial(bench.folder, await bench.roots());
  await using server = Child.start(SERVER);
  const start: ServerTask = { start: { tls: { ...material.server, requestCert: true } } };
  const { port } = await server.ask<HttpReport>(start);

  const plans: readonly RequestsPlan[] = [
    {
      id: 'https.resumed',
      what: 'CPU of a request over a new connection that resumes a session: ours by bare undici',
      blocks: quick ? 4 : 24,
      requests: quick ? 5 : 12,
      anew: true,
      // The first of all has no session yet.
      heard: ({ connections, resumed }, requests) => connections === requests && resumed === requests - 1,
    },
    {
      id: 'https.kept',
      what: 'CPU of a request over a connection that is kept: ours by bare undici',
      blocks: quick ? 4 : 24,
      requests: quick ? 20 : 250,
      anew: false,
      heard: ({ connections, resumed }) => connections === 1 && resumed === 0,
    },
  ];
  const rows: Row[] = [];
  for (const plan of plans) rows.push(await measure(plan));
  return rows;

  async function measure({ id, what, heard, ...plan }: RequestsPlan): Promise<Row> {
    const task: RequestsTask = { ...plan, port, files: material.files };
    const samples: RequestSamples[] = [];
    const processes = quick ? 1 : 5;
    const wanted = allBlocks(plan.blocks) * plan.requests;
    for (let process = 1; process <= processes; process += 1) {
      bench.progress(`${id}: ${2 * wanted} requests, process ${process}`);
      samples.push(await Child.askOnce<RequestSamples>(CLIENT, task));
      const { paths } = await server.ask<HttpReport>({ tell: true });
      const right = REQUEST_VARIANTS.every((variant) => {
        const report = paths[`/${variant}`];
        return report?.requests === wanted && heard(report, wanted);
      });
      if (right) continue;
      throw new Error(`${id}: the server expected ${wanted} requests, and heard ${JSON.stringify(paths)}`);
    }
    return turnsRow({ id, what, each: 'a request', samples });
  }
}
