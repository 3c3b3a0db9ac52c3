/** A load that failed while an older generation stayed in use. */
export interface ReloadFailure {
  readonly at: Date;
  readonly code: string;
  readonly message: string;
  readonly action?: string;
  /** Failures in a row. */
  readonly attempts: number;
}
