import type { SecurityErrorCode } from '../errors/security-error.js';
import type { Remedy } from './remedies.js';

/** What a failure means, and the smallest safe thing to do about it. */
export interface Diagnosis {
  readonly code: SecurityErrorCode;
  readonly reason: string;
  readonly action: string;
}

/** A known failure; its remedy may depend on the machine. */
export type Failure = readonly [code: SecurityErrorCode, reason: string, remedy: Remedy];

/** What is known about the context a failure happened in. */
export interface DiagnosisFacts {
  readonly state: 'open' | 'refusing' | 'closed';
  readonly hasIdentity: boolean;
}
