import { spreadOf } from '../measure/spread.js';

/** What a figure should be. */
export interface Goal {
  readonly bound: 'at least' | 'at most';
  readonly value: number;
}

/** One line of the table. */
export interface Row {
  /** `'pool.cpu'`: the measurement's name and the figure's. */
  readonly id: string;
  readonly what: string;
  readonly value: number;
  /** `'times'`, `'ms'`, `'KiB'`; empty for a plain number. */
  readonly unit: string;
  /** Absent: told, not judged. */
  readonly goal?: Goal;
  /** Where the figure comes from, for people. */
  readonly details: readonly string[];
  /** Where the figure comes from, for programs. */
  readonly samples: Readonly<Record<string, readonly number[]>>;
}

export type Verdict = 'met' | 'missed' | 'no goal';

export function verdictOn({ value, goal }: Row): Verdict {
  if (goal === undefined) return 'no goal';
  const met = goal.bound === 'at least' ? value >= goal.value : value <= goal.value;
  return met ? 'met' : 'missed';
}

/** A number with about three digits that count. */
export function rounded(value: number): string {
  if (Number.isInteger(value)) return String(value);
  const size = Math.abs(value);
  const text = value.toFixed(size < 10 ? 2 : size < 100 ? 1 : 0);
  return Number(text) === 0 ? '0' : text;
}

export function withUnit(value: number, unit: string): string {
  return unit === '' ? rounded(value) : `${rounded(value)} ${unit}`;
}

/** `'ours 3.45 ms (3.28 to 3.64)'`: the median, the least and the most. */
export function spreadWords(what: string, samples: readonly number[], unit: string): string {
  const { median, least, most } = spreadOf(samples);
  return `${what} ${withUnit(median, unit)} (${rounded(least)} to ${rounded(most)})`;
}
