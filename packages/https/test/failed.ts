/** What a request failed with. @throws when it was answered */
export function failed(asked: Promise<unknown>): Promise<unknown> {
  return asked.then(
    () => Promise.reject(new Error('the server answered')),
    (error: unknown) => error,
  );
}
