/**
 * One wait, in milliseconds. A timer takes 24 days at most; and Node keeps a list for every duration of a timer that does
 * not hold the process, until it has passed: one far away for each rotation would be a leak. It also hears of a changed
 * clock within the hour.
 */
const WAIT = 3_600_000;

/** Calls back at a moment however far away, without keeping the process alive. Returns what cancels it. */
export function callAt(moment: number, call: () => void): () => void {
  let timer: NodeJS.Timeout;
  const wait = (): void => {
    const rest = moment - Date.now();
    timer = rest > WAIT ? setTimeout(wait, WAIT) : setTimeout(call, Math.max(0, rest));
    timer.unref();
  };
  wait();
  return () => clearTimeout(timer);
}
