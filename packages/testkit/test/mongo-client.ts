import { MongoClient } from 'mongodb';
import type { MongoClientOptions } from 'mongodb';

/** Gives a stock client to `use`, and closes it. */
export async function withClient(
  url: string,
  options: MongoClientOptions,
  use: (client: MongoClient) => Promise<unknown>,
): Promise<void> {
  const client = new MongoClient(url, options);
  try {
    await use(client);
  } finally {
    await client.close();
  }
}

/** The deepest code of the driver's error, or the error's name; `undefined` if there was none. */
export async function codeOf(action: Promise<unknown>): Promise<string | number | undefined> {
  try {
    await action;
    return undefined;
  } catch (error) {
    let found: string | number | undefined;
    let name = '';
    for (let at: unknown = error; at instanceof Error; at = at.cause) {
      name ||= at.name;
      if (at.name === 'MongoNetworkTimeoutError') name = at.name;
      const { code } = at as { code?: string | number };
      if (code !== undefined) found = code;
    }
    return found ?? name;
  }
}
