import { googleAdapter } from '@security-context/cloud/google';
import type { CloudOptions } from '@security-context/cloud';
import { explain, secure, SecurityError } from '@security-context/core';
import { Gaxios } from 'gaxios';

/** What an application of its own does: one request, in the environment it is given. */
export interface Errand {
  readonly url: string;
  readonly options: CloudOptions;
}

/** What came of it. */
export interface Result {
  readonly code?: string;
  readonly message?: string;
}

const { url, options } = JSON.parse(process.argv[2] ?? '') as Errand;
const result = await run().then(
  (): Result => ({}),
  (error: unknown): Result => {
    if (!SecurityError.is(error)) throw error;
    return { code: error.code, message: error.message };
  },
);
console.log(JSON.stringify(result));

async function run(): Promise<void> {
  const bound = await secure(googleAdapter, { options });
  await using context = bound.context;
  await new Gaxios({ ...bound, retry: false }).request({ url }).catch((error: unknown) => {
    throw explain(error, context) ?? new Error('an error that explain() knows nothing of', { cause: error });
  });
}
