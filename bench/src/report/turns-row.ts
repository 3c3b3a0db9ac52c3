import { median, spreadOf } from '../measure/spread.js';
import { neighbourRatios } from '../measure/turns.js';
import { rounded, spreadWords, type Row } from './row.js';

/** Milliseconds of CPU, block for block, in one process where these took turns. */
export type TurnSamples = Readonly<Record<'bare' | 'ours', readonly number[]>> & {
  /** Is subtracted from both. Default: nothing is. */
  readonly plaintext?: readonly number[];
};

interface TurnFindings {
  readonly id: string;
  readonly what: string;
  /** What the milliseconds are for: `'a request'`. */
  readonly each: string;
  /** Process for process. */
  readonly samples: readonly TurnSamples[];
}

/** What ours costs by what the bare way costs. */
export function turnsRow({ id, what, each, samples }: TurnFindings): Row {
  const ratios = samples.map(({ ours, bare, plaintext }) => neighbourRatios(ours, bare, plaintext));
  const byProcess = ratios.map(median);
  const { least, most } = spreadOf(byProcess);
  const all = (variant: keyof TurnSamples): number[] => samples.flatMap((sample) => sample[variant] ?? []);
  const variants = (['plaintext', 'bare', 'ours'] as const).filter((variant) => all(variant).length > 0);
  const words = variants.map((variant) => spreadWords(variant, all(variant), 'ms'));
  return {
    id,
    what,
    value: median(ratios.flat()),
    unit: 'times',
    goal: { bound: 'at most', value: 1.05 },
    details: [
      `${rounded(least)} to ${rounded(most)} times in ${samples.length} processes`,
      `${each}: ${words.join(', ')}`,
    ],
    samples: { byProcess, ...Object.fromEntries(variants.map((variant) => [variant, all(variant)])) },
  };
}
