import type { Placed } from './writings.js';

/**
 * `peer.verify` of what words say about checking the server's chain and its name. Node does not look at the name once
 * the chain may fail, so any chain means any name too. Both checked is `'full'`, written out: a weaker word in another
 * place is then a conflict. `undefined` when nothing is said.
 */
export function verification(
  chain: Placed<boolean> | undefined,
  name?: Placed<boolean>,
): Placed<'full' | 'chain' | 'none'> | undefined {
  if (chain?.value === false) return { value: 'none', place: chain.place };
  if (name?.value === false) return { value: 'chain', place: name.place };
  const place = (chain ?? name)?.place;
  return place === undefined ? undefined : { value: 'full', place };
}

/** The opposite of a flag, for words such as `tlsAllowInvalidCertificates`. */
export function negated(flag: Placed<boolean> | undefined): Placed<boolean> | undefined {
  return flag && { value: !flag.value, place: flag.place };
}
