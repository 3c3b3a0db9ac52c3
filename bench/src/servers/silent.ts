import { startTestServer, type TestServer } from '@security-context/testkit';
import { answerParent } from '../process/parent.js';
import { reportOf, type ServerReport, type ServerTask } from './server-task.js';

/** Answers nothing. */
let server: TestServer | undefined;

answerParent(async (task: ServerTask): Promise<ServerReport> => {
  if ('start' in task) server = await startTestServer({ ...task.start, recordBytes: 0 });
  if (server === undefined) throw new Error('not started');
  return reportOf(server);
});
