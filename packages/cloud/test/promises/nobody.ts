/** Runs something as a user that owns nothing, where the tests run as root. */
export async function asNobody<T>(run: () => Promise<T>): Promise<T> {
  const { geteuid, seteuid } = process;
  if (geteuid === undefined || seteuid === undefined || geteuid() !== 0) return run();
  seteuid.call(process, 65_534);
  try {
    return await run();
  } finally {
    seteuid.call(process, 0);
  }
}
