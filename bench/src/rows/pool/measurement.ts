import { inRounds } from '../../measure/rounds.js';
import { median, spreadOf } from '../../measure/spread.js';
import type { Bench, Measurement } from '../../measurement.js';
import { Child } from '../../process/child.js';
import { rounded, type Row } from '../../report/row.js';
import { ServerPair } from '../../servers/pair.js';
import { writeMaterial } from '../../stage/material.js';
import type { PoolSample, PoolTask, PoolVariant } from './client.js';

const SERVER = new URL('../../servers/mongodb.ts', import.meta.url);
const CLIENT = new URL('./client.ts', import.meta.url);
const VARIANTS = ['plaintext', 'stock', 'ours'] as const;

type Samples = Readonly<Record<PoolVariant, readonly PoolSample[]>>;

/** What TLS adds to a connection of the stock driver, done its own way and under a security context. */
export const poolMeasurement: Measurement = {
  name: 'pool',
  title: 'TLS on a pool of the stock mongodb driver',
  async run(bench) {
    const size = bench.quick ? 20 : 200;
    const samples = await measure(bench, size);
    return [cpuRow(samples, size), memoryRow(samples, size)];
  },
};

async function measure(bench: Bench, size: number): Promise<Samples> {
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

function cpuRow(samples: Samples, size: number): Row {
  const figures = perConnection(samples, ({ cpuMs }) => cpuMs / size);
  const opening = samples.ours.map((sample) => sample.opening?.cpuMs ?? 0);
  return {
    id: 'pool.cpu',
    what: 'CPU that TLS adds to a pooled connection: stock driver by ours',
    value: added(figures, 'stock') / added(figures, 'ours'),
    unit: 'times',
    goal: { bound: 'at least', value: 12 },
    details: [
      `a connection: ${words(figures, 'ms')}`,
      `opening the context, once: ${rounded(median(opening))} ms`,
    ],
    samples: { ...figures, opening },
  };
}

function memoryRow(samples: Samples, size: number): Row {
  const figures = perConnection(samples, ({ bytes }) => bytes / 1024 / size);
  const opening = samples.ours.map((sample) => (sample.opening?.bytes ?? 0) / 1024);
  return {
    id: 'pool.memory',
    what: 'Memory that TLS adds to a pooled connection: stock driver by ours',
    value: added(figures, 'stock') / added(figures, 'ours'),
    unit: 'times',
    goal: { bound: 'at least', value: 15 },
    details: [
      `a connection: ${words(figures, 'KiB')}`,
      `opening the context, once: ${rounded(median(opening))} KiB`,
    ],
    samples: { ...figures, opening },
  };
}

type Figures = Readonly<Record<PoolVariant, readonly number[]>>;

function perConnection(samples: Samples, figure: (sample: PoolSample) => number): Figures {
  return {
    plaintext: samples.plaintext.map(figure),
    stock: samples.stock.map(figure),
    ours: samples.ours.map(figure),
  };
}

function added(figures: Figures, variant: 'stock' | 'ours'): number {
  return median(figures[variant]) - median(figures.plaintext);
}

function words(figures: Figures, unit: string): string {
  return VARIANTS.map((variant) => {
    const { median, least, most } = spreadOf(figures[variant]);
    return `${variant} ${rounded(median)} ${unit} (${rounded(least)} to ${rounded(most)})`;
  }).join(', ');
}
