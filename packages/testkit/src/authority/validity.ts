export const hour = 3_600_000;
export const day = 24 * hour;

/** The moment `milliseconds` from now, which may be negative. */
export function fromNow(milliseconds: number): Date {
  return new Date(Date.now() + milliseconds);
}
