import { SecurityError } from '@security-context/core/adapter';

/** The SecurityError a function throws. */
export function refusal(run: () => unknown): SecurityError {
  try {
    run();
  } catch (error) {
    if (SecurityError.is(error)) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}
