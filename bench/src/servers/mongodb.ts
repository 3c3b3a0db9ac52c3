import { startMongoDouble, type MongoDouble, type ServerTls } from '@security-context/testkit';
import { answerParent } from '../process/parent.js';

/** What a server is told: first to start, later to tell what it has heard since it was last asked. */
export type ServerTask = { readonly start: { readonly tls?: ServerTls } } | { readonly tell: true };

/** What a server has heard. */
export interface ServerReport {
  readonly port: number;
  readonly connections: number;
  readonly handshakes: number;
  /** Handshakes in which the client showed a certificate. */
  readonly certificates: number;
}

let server: MongoDouble | undefined;

answerParent(async (task: ServerTask): Promise<ServerReport> => {
  if ('start' in task) server = await startMongoDouble(task.start);
  if (server === undefined) throw new Error('not started');
  const { connections, handshakes, clientSubjects } = server.heard;
  server.forget();
  return { port: server.port, connections, handshakes, certificates: clientSubjects.length };
});
