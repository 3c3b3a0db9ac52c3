import { startHttpDouble, type HttpDouble } from '@security-context/testkit';
import { answerParent } from '../process/parent.js';
import { reportOf, type ServerReport, type ServerTask } from './server-task.js';

/** What was asked for on one path. */
export interface PathReport {
  readonly requests: number;
  readonly connections: number;
  /** Connections that resumed a session. */
  readonly resumed: number;
}

export interface HttpReport extends ServerReport {
  readonly paths: Readonly<Record<string, PathReport>>;
}

let server: HttpDouble | undefined;

answerParent(async (task: ServerTask): Promise<HttpReport> => {
  if ('start' in task) server = await startHttpDouble(task.start);
  if (server === undefined) throw new Error('not started');
  const paths = pathsOf(server);
  return { ...reportOf(server), paths };
});

function pathsOf({ heard }: HttpDouble): HttpReport['paths'] {
  const paths: Record<string, PathReport> = {};
  for (const path of new Set(heard.requests.map((request) => request.path))) {
    const requests = heard.requests.filter((request) => request.path === path);
    const connections = [...new Set(requests.map(({ connection }) => connection))];
    const resumed = connections.filter(({ reused }) => reused).length;
    paths[path] = { requests: requests.length, connections: connections.length, resumed };
  }
  return paths;
}
