import { median } from '../measure/spread.js';
import { rounded, spreadWords, type Row } from '../report/row.js';
import { WAYS, type Way } from './driver.js';

/** One figure of every way, round for round. */
export type Figures = Readonly<Record<Way, readonly number[]>>;

interface Findings {
  readonly id: string;
  readonly what: string;
  readonly goal: number;
  readonly unit: 'ms' | 'KiB';
  /** For each connection. */
  readonly figures: Figures;
  /** Once for all. */
  readonly preparing: Figures;
}

/** What the stock way adds to plaintext by what ours adds. */
export function addedRow({ id, what, goal, unit, figures, preparing }: Findings): Row {
  const added = (way: Way): number => median(figures[way]) - median(figures.plaintext);
  const each = WAYS.map((way) => spreadWords(way, figures[way], unit));
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
