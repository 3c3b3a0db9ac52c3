/** A load that failed while an older generation stayed in use. */
export interface ReloadFailure {
  /** When it failed. */
  readonly at: Date;
  /** Code of the {@link SecurityError}, `ERR_KEY_MISMATCH` for one. */
  readonly code: string;
  /** What is wrong, and where. Holds no secrets. */
  readonly message: string;
  /** The smallest safe fix, where one is known. */
  readonly action?: string;
  /** Failures in a row, from 1. */
  readonly attempts: number;
}
