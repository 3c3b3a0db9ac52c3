/** What a parent asks. */
export interface Question {
  readonly id: number;
  readonly task: unknown;
}

/** What a child answers. */
export type Answer =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly failed: string };
