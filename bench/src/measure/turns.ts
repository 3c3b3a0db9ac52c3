import { inRounds } from './rounds.js';
import { median } from './spread.js';

/**
 * Measures variants that differ by less than two processes do: in short blocks of one process, which take turns. Half
 * as many blocks go before, so that everything is compiled.
 */
export async function inTurns<Variant extends string>(
  variants: readonly Variant[],
  blocks: number,
  measure: (variant: Variant) => Promise<number>,
): Promise<Readonly<Record<Variant, readonly number[]>>> {
  await inRounds(variants, blocksBefore(blocks), measure);
  return await inRounds(variants, blocks, measure);
}

/** How many blocks of each variant that makes. */
export function allBlocks(blocks: number): number {
  return blocks + blocksBefore(blocks);
}

function blocksBefore(blocks: number): number {
  return Math.ceil(blocks / 2);
}

/** What ours costs by what the bare way costs, for blocks that came right after one another; both beyond a base. */
export function neighbourRatios(
  ours: readonly number[],
  bare: readonly number[],
  base: readonly number[] = [0],
): number[] {
  const common = median(base);
  return ours.map((mine, block) => (mine - common) / ((bare[block] ?? NaN) - common));
}
