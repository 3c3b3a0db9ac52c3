/**
 * Measures every variant once a round, each round in another order, so that whatever else the machine does in the
 * meantime falls on all of them alike.
 */
export async function inRounds<Variant extends string, Sample>(
  variants: readonly Variant[],
  rounds: number,
  measure: (variant: Variant, round: number) => Promise<Sample>,
): Promise<Readonly<Record<Variant, readonly Sample[]>>> {
  const samples = Object.fromEntries(variants.map((variant) => [variant, [] as Sample[]]));
  for (let round = 0; round < rounds; round += 1) {
    for (const variant of turned(variants, round)) {
      samples[variant]?.push(await measure(variant, round));
    }
  }
  return samples as Record<Variant, Sample[]>;
}

/** Every order takes its turn: what one leaves behind, garbage for one, is not always the burden of the same other. */
function turned<Item>(items: readonly Item[], round: number): Item[] {
  const at = Math.floor(round / 2) % items.length;
  const turn = [...items.slice(at), ...items.slice(0, at)];
  return round % 2 === 0 ? turn : turn.reverse();
}
