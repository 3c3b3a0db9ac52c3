import { explain } from '@security-context/core';
import type { SecurityContexts } from '@security-context/core';
import type { TestAuthority } from '@security-context/testkit';
import type { Database } from './databases.js';

/** What became of a client that was sent to a server of an authority it does not trust. */
export interface Refusal {
  /** What the client's error comes to: code and reason. */
  readonly said: string;
  /** How much of the database's protocol the server heard. */
  readonly bytes: number;
  /** Refused for that reason, and the server heard no byte of the database's protocol. */
  readonly happened: boolean;
}

/** Sends a stock client of the same context to an untrusted server. */
export async function refusal(
  database: Database,
  contexts: SecurityContexts,
  authority: TestAuthority,
): Promise<Refusal> {
  await using server = await database.start((await authority.issue()).tls);
  const client = database.connect(contexts, server.port);
  const error: unknown = await client.open().catch((thrown: unknown) => thrown);
  await client.close();
  const problem = explain(error, contexts.get(database.context));
  const { bytes, clientHellos } = server.heard;
  return {
    said: problem === undefined ? String(error) : `${problem.code}: ${problem.message}`,
    bytes,
    happened: problem?.code === 'ERR_PEER_UNTRUSTED' && bytes === 0 && clientHellos > 0,
  };
}
