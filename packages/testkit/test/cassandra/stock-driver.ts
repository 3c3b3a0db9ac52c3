import { auth, Client, types } from 'cassandra-driver';
import type { ClientOptions } from 'cassandra-driver';
import type { CqlDouble } from '../../src/index.js';

/** Gives a stock client of a double to `use`, and closes it. */
export async function withClient(
  double: CqlDouble,
  options: Partial<ClientOptions>,
  use: (client: Client) => Promise<unknown>,
): Promise<void> {
  const client = new Client({
    contactPoints: [double.contactPoint],
    localDataCenter: 'datacenter1',
    pooling: { heartBeatInterval: 0 },
    socketOptions: { connectTimeout: 300, readTimeout: 2000 },
    ...options,
  });
  try {
    await use(client);
  } finally {
    await client.shutdown();
  }
}

/** The code of what the driver met at the only node, or the error's name or message; `undefined` if there was none. */
export async function codeOf(action: Promise<unknown>): Promise<string | number | undefined> {
  try {
    await action;
    return undefined;
  } catch (error) {
    const { innerErrors } = error as { innerErrors?: Record<string, Error> };
    const [inner = error] = Object.values(innerErrors ?? {});
    const { code, name, message } = inner as Error & { code?: string | number };
    return code ?? (name === 'DriverError' ? message : name);
  }
}

export const plain = (username: string, password: string): Partial<ClientOptions> => ({
  authProvider: new auth.PlainTextAuthProvider(username, password),
});

export const { Uuid } = types;
