/** The longest delay a timer takes. */
const LONGEST = 2 ** 31 - 1;

/** Calls back at a moment however far away, without keeping the process alive. Returns what cancels it. */
export function callAt(moment: number, call: () => void): () => void {
  let timer: NodeJS.Timeout;
  const wait = (): void => {
    const rest = moment - Date.now();
    timer = rest > LONGEST ? setTimeout(wait, LONGEST) : setTimeout(call, Math.max(0, rest));
    timer.unref();
  };
  wait();
  return () => clearTimeout(timer);
}
