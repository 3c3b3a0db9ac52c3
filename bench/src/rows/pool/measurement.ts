import { inRounds } from '../../measure/rounds.js';
import { median, spreadOf } from '../../measure/spread.js';
import type { Bench, Measurement } from '../../measurement.js';
import { Child } from '../../process/child.js';
import { rounded, type Row } from '../../report/row.js';
import { ServerPair } from '../../servers/pair.js';
import { writeMaterial } from '../../stage/material.js';
import type { PoolSample } from './client.js';
import type { PoolTask, PoolVariant } from './variants.js';

const SERVER = new URL('../../servers/mongodb.ts', import.meta.url);
const CLIENT = new URL('./client.ts', import.meta.url);
const VARIANTS = ['plaintext', 'stock', 'shared', 'ours'] as const;

type Figures = Readonly<Record<PoolVariant, readonly number[]>>;

/** What TLS adds to a connection of the stock driver, done its own way and under a security context. */
export const poolMeasurement: Measurement = {
  name: 'pool',
  title: 'TLS on a pool of the stock mongodb driver',
  async run(bench) {
    const size = bench.quick ? 20 : 200;
    const samples = await measure(bench, size);
    const figures = (of: (sample: PoolSample) => number): Figures => ({
      plaintext: samples.plaintext.map(of),
      stock: samples.stock.map(of),
      shared: samples.shared.map(of),
      ours: samples.ours.map(of),
    });
    return [
      row({
        id: 'pool.cpu',
        what: 'CPU that TLS adds to a pooled connection: stock driver by ours',
        goal: 12,
        unit: 'ms',
        figures: figures(({ cpuMs }) => cpuMs / size),
        preparing: figures(({ preparing }) => preparing.cpuMs),
      }),
      row({
        id: 'pool.memory',
        what: 'Memory that TLS adds to a pooled connection: stock driver by ours',
        goal: 15,
        unit: 'KiB',
        figures: figures(({ bytes }) => bytes / 1024 / size),
        preparing: figures(({ preparing }) => preparing.bytes / 1024),
      }),
    ];
  },
};

async function measure(
  bench: Bench,
  size: number,
): Promise<Readonly<Record<PoolVariant, readonly PoolSample[]>>> {
  const material = await writeMaterial(bench.folder, await bench.roots());
  await using servers = await ServerPair.start(SERVER, material);
  const { caFile, certificateKeyFile } = material;

  return await inRounds(VARIANTS, bench.quick ? 1 : 4, async (variant, round) => {
    bench.progress(`pool of ${size}: ${variant}, round ${round + 1}`);
    const secure = variant !== 'plaintext';
    const url = `mongodb://127.0.0.1:${servers.port(secure)}/`;
    const task: PoolTask = { variant, url, size, caFile, certificateKeyFile };
    const sample = await Child.askOnce<PoolSample>(CLIENT, task, '--expose-gc');
    await servers.check(secure, 2 * size);
    return sample;
  });
}

interface Findings {
  readonly id: string;
  readonly what: string;
  readonly goal: number;
  readonly unit: 'ms' | 'KiB';
  readonly figures: Figures;
  readonly preparing: Figures;
}

function row({ id, what, goal, unit, figures, preparing }: Findings): Row {
  const added = (variant: PoolVariant): number => median(figures[variant]) - median(figures.plaintext);
  const each = VARIANTS.map((variant) => {
    const { median, least, most } = spreadOf(figures[variant]);
    return `${variant} ${rounded(median)} ${unit} (${rounded(least)} to ${rounded(most)})`;
  });
  return {
    id,
    what,
    value: added('stock') / added('ours'),
    unit: 'times',
    goal: { bound: 'at least', value: goal },
    details: [
      `a connection: ${each.join(', ')}`,
      `one native context made by hand and never replaced: ${rounded(added('stock') / added('shared'))} times`,
      `opening the context, once: ${rounded(median(preparing.ours))} ${unit}`,
    ],
    samples: { ...figures, preparing: preparing.ours },
  };
}
