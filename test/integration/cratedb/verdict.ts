import { secure } from '@security-context/core';
import { cratedbAdapter, CrateHttpClient } from '@security-context/cratedb';
import { runCrate } from '../../servers/index.js';
import type { CrateRequest } from '../../servers/index.js';

/** What a client says of a server: the answers to the same two questions, or why there are none. */
export type Verdict =
  | { readonly accepted: true; readonly rows: unknown; readonly infos: unknown }
  | { readonly accepted: false; readonly message: string };

/** Of CrateDB's Python client. */
export async function theirs(request: CrateRequest): Promise<Verdict> {
  const answer = await runCrate({ ...request, statement: 'SELECT 1', server_infos: true });
  return answer.ok
    ? { accepted: true, rows: answer.rows, infos: answer.server_infos }
    : { accepted: false, message: answer.error.message };
}

/** Of ours, told the same words. It asks for the servers' names first, as theirs does when it connects. */
export async function ours(request: CrateRequest & { readonly servers: string }): Promise<Verdict> {
  try {
    const bound = await secure(cratedbAdapter, request, { env: {} });
    await using context = bound.context;
    using client = new CrateHttpClient(context.bind(cratedbAdapter, { servers: request.servers }));
    const infos: unknown[] = [];
    for (const server of client.activeServers) infos.push(await client.serverInfos(server));
    return { accepted: true, rows: (await client.sql('SELECT 1')).rows, infos };
  } catch (error) {
    return { accepted: false, message: (error as Error).message };
  }
}
