/** A process warning, as Node hands it to its listeners. */
export type Warning = Error & { readonly code?: string; readonly detail?: string };

const END = 'TEST_END_OF_WARNINGS';

/** The process warnings with this code that something causes, in order. */
export async function warningsOf(code: string, action: () => unknown): Promise<Warning[]> {
  const warnings: Warning[] = [];
  const ended = new Promise<void>((resolve) => {
    const listen = (warning: Warning): void => {
      if (warning.code === code) warnings.push(warning);
      if (warning.code !== END) return;
      process.off('warning', listen);
      resolve();
    };
    process.on('warning', listen);
  });
  try {
    await action();
    // What a promise caused comes within the next turn of the event loop.
    await new Promise((resolve) => setImmediate(resolve));
  } finally {
    process.emitWarning('the end', { code: END });
    await ended;
  }
  return warnings;
}
