/** The process warnings of a security context that `run` gives rise to. */
export async function warningsOf(run: () => Promise<unknown>): Promise<string[]> {
  const heard: string[] = [];
  const listen = (warning: Error & { code?: string }): void => {
    if (warning.code?.startsWith('SECURITY_CONTEXT_') === true) heard.push(warning.message);
  };
  process.on('warning', listen);
  try {
    await run();
    // Node tells of a warning in a later tick.
    await new Promise((resolve) => setImmediate(resolve));
  } finally {
    process.off('warning', listen);
  }
  return heard;
}
