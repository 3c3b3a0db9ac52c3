const LIMIT_MS = 10_000;

/** Waits, but not for ever: what did not come is told by the summary. */
export async function inTime(waiting: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, LIMIT_MS);
  });
  await Promise.race([waiting, late]);
  clearTimeout(timer);
}
