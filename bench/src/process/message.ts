/** What a parent asks. */
export interface Question {
  readonly id: number;
  readonly task: unknown;
}

/** What a child says: once that it is there, for what is sent earlier may be lost; then its answers. */
export type Answer =
  | { readonly ready: true }
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly failed: string };
