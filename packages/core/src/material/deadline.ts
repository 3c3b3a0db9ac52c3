import { SecurityError } from '../errors/security-error.js';

/** How long something may take, and who may call it off. */
export interface Deadline {
  /** Calls it off. */
  readonly signal: AbortSignal;
  /** Milliseconds until it is given up. */
  readonly ms: number;
  /** Whether the clock must not keep the process alive. */
  readonly background: boolean;
}

/**
 * What `start` gives, unless the deadline passes or the signal aborts first. Work that cannot be stopped goes on
 * unheard; the signal handed to it says that nobody waits any more.
 * @throws SecurityError `ERR_MATERIAL_UNREADABLE`
 */
export async function withinDeadline<T>(
  place: string,
  deadline: Deadline,
  start: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { signal, ms, background } = deadline;
  if (signal.aborted) throw calledOff(place, signal);
  const inner = new AbortController();
  const ends: (() => void)[] = [];
  try {
    const given = new Promise<never>((_, reject) => {
      const giveUp = (error: SecurityError): void => {
        reject(error);
        inner.abort(error);
      };
      const timer = setTimeout(() => giveUp(tooSlow(place, ms)), ms);
      if (background) timer.unref();
      const abort = (): void => giveUp(calledOff(place, signal));
      signal.addEventListener('abort', abort, { once: true });
      ends.push(
        () => clearTimeout(timer),
        () => signal.removeEventListener('abort', abort),
      );
    });
    return await Promise.race([(async () => start(inner.signal))(), given]);
  } finally {
    for (const end of ends) end();
  }
}

/** A pause that ends early when the signal aborts; never throws. */
export function pause(ms: number, { signal, background }: Omit<Deadline, 'ms'>): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    if (background) timer.unref();
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
  });
}

/** The error for a load that was called off; the signal's own reason where that is a {@link SecurityError}. */
export function calledOff(place: string, signal: AbortSignal): SecurityError {
  const cause: unknown = signal.reason;
  if (SecurityError.is(cause)) return cause;
  return new SecurityError('ERR_MATERIAL_UNREADABLE', { place, reason: 'reading it was called off', cause });
}

function tooSlow(place: string, ms: number): SecurityError {
  return new SecurityError('ERR_MATERIAL_UNREADABLE', {
    place,
    reason: `it was not read within ${ms / 1000} s`,
    action: 'Check that what it is read from (a mount, a secret manager) answers.',
  });
}
