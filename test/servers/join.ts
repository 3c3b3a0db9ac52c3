import { pipeline } from 'node:stream';
import type { Duplex } from 'node:stream';

/** Passes everything on in both directions; when one side is gone, the other has all of it and is ended too. */
export function join(one: Duplex, other: Duplex): void {
  const over = () => undefined;
  pipeline(one, other, over);
  pipeline(other, one, over);
}
