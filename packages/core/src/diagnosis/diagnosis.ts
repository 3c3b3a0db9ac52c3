import type { SecurityErrorCode } from '../errors/security-error.js';

/** What a failure means, and the smallest safe thing to do about it. */
export interface Diagnosis {
  readonly code: SecurityErrorCode;
  readonly reason: string;
  readonly action: string;
}

/** What is known about the context a failure happened in. */
export interface DiagnosisFacts {
  readonly state: 'open' | 'refusing' | 'closed';
  readonly hasIdentity: boolean;
}
