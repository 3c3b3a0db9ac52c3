/** What a parent says: questions, and at last that there will be no more. */
export type Question = { readonly id: number; readonly task: unknown } | { readonly end: true };

/** What a child says: once that it is there, for what is sent earlier may be lost; then its answers. */
export type Answer =
  | { readonly ready: true }
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly failed: string };
