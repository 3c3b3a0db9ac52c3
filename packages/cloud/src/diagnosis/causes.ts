/** Causes of causes that are looked at: chains can be circular. */
const DEEPEST = 8;

/** An error and its causes, nearest first. */
export function causesOf(error: unknown): unknown[] {
  const chain: unknown[] = [];
  for (let next = error; next !== undefined && chain.length < DEEPEST; next = property(next, 'cause')) {
    chain.push(next);
  }
  return chain;
}

/** A property of whatever was thrown. */
export function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
