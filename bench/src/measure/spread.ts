/** The middle of some samples, and how far apart they lie. */
export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
  readonly samples: readonly number[];
}

/** @throws RangeError for no sample at all */
export function spreadOf(samples: readonly number[]): Spread {
  const sorted = [...samples].sort((a, b) => a - b);
  const below = sorted[Math.floor((sorted.length - 1) / 2)];
  const above = sorted[Math.ceil((sorted.length - 1) / 2)];
  const [least] = sorted;
  const most = sorted.at(-1);
  if (below === undefined || above === undefined || least === undefined || most === undefined) {
    throw new RangeError('nothing was measured');
  }
  return { median: (below + above) / 2, least, most, samples };
}

export function median(samples: readonly number[]): number {
  return spreadOf(samples).median;
}
