import type { Cost } from '../../measure/cost.js';
import { median, spreadOf } from '../../measure/spread.js';
import { rounded, type Row } from '../../report/row.js';
import type { RotationReport, RotationSample } from './ours.js';

/** Which contexts are rotated, and how often. */
export interface Plan {
  readonly id: string;
  /** What the contexts trust. */
  readonly trust: string;
  readonly roots: boolean;
  readonly contexts: number;
  readonly rotations: number;
  readonly rounds: number;
}

/** What was measured for a plan. */
export interface Samples {
  readonly ours: readonly RotationReport[];
  readonly bare: readonly (readonly Cost[])[];
}

/** The first rotations still compile and fill caches: memory is compared from this one on. */
const FIRST_STEADY = 1;

/** What a context costs beyond what `tls.createSecureContext` costs with the same material. */
export function cpuRow(plan: Plan, samples: Samples): Row {
  const ours = each(samples, ({ cpuMs }) => cpuMs / plan.contexts);
  const bare = samples.bare.flat().map(({ cpuMs }) => cpuMs / plan.contexts);
  const seconds = each(samples, ({ wallMs }) => wallMs / 1000);
  const bareSeconds = samples.bare.flat().map(({ wallMs }) => wallMs / 1000);
  return {
    id: `${plan.id}.cpu`,
    what: `${title(plan)}: CPU per context beyond the native parse`,
    value: median(ours) - median(bare),
    unit: 'ms',
    details: [
      `a context: reload ${rounded(median(ours))} ms, bare tls.createSecureContext ${rounded(median(bare))} ms`,
      `all of them, on the clock: ${rounded(median(seconds))} s, bare ${rounded(median(bareSeconds))} s`,
    ],
    samples: { ours, bare, seconds, bareSeconds },
  };
}

/** The longest time in which nothing else in the process could happen. */
export function blockRow(plan: Plan, samples: Samples): Row {
  const blocks = each(samples, ({ longestBlockMs }) => longestBlockMs);
  const { median, least, most } = spreadOf(blocks);
  return {
    id: `${plan.id}.block`,
    what: `${title(plan)}: longest block of the event loop`,
    value: median,
    unit: 'ms',
    details: [`${rounded(least)} to ${rounded(most)} ms in ${blocks.length} rotations`],
    samples: { blocks },
  };
}

/** Native contexts of old generations that garbage collection could not take. */
export function leftRow(plan: Plan, samples: Samples): Row {
  const left = each(samples, ({ oldLeft }) => oldLeft);
  return {
    id: `${plan.id}.left`,
    what: `${title(plan)}: native contexts of old generations still held`,
    value: Math.max(...left),
    unit: '',
    goal: { bound: 'at most', value: 0 },
    details: [],
    samples: { left },
  };
}

/** What one more rotation adds to the memory that is held. */
export function growthRow(plan: Plan, samples: Samples): Row {
  const growth = (size: (sample: RotationSample) => number): number[] =>
    samples.ours.map(({ rotations }) => growthOf(rotations.map(size)) / 1024 / plan.contexts);
  const heap = growth(({ holding }) => holding.heap + holding.external);
  const resident = growth(({ holding }) => holding.resident);
  const opening = samples.ours.map((report) => report.opening / 1024 / plan.contexts);
  return {
    id: `${plan.id}.growth`,
    what: `${title(plan)}: heap that each rotation leaves behind, per context`,
    value: median(heap),
    unit: 'KiB',
    goal: { bound: 'at most', value: 0.05 },
    details: [
      `resident memory: ${rounded(median(resident))} KiB; a context has ${rounded(median(opening))} KiB in all`,
    ],
    samples: { heap, resident, opening },
  };
}

function growthOf(sizes: readonly number[]): number {
  const steady = sizes.slice(FIRST_STEADY);
  return ((steady.at(-1) ?? NaN) - (steady[0] ?? NaN)) / (steady.length - 1);
}

function each(samples: Samples, figure: (sample: RotationSample) => number): number[] {
  return samples.ours.flatMap(({ rotations }) => rotations.map(figure));
}

function title({ contexts, trust }: Plan): string {
  return `Rotation of ${contexts.toLocaleString('en')} contexts that trust ${trust}`;
}
