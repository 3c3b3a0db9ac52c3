import { startCqlDouble, type CqlDouble } from '@security-context/testkit';
import { answerParent } from '../process/parent.js';
import { reportOf, type ServerReport, type ServerTask } from './server-task.js';

let server: CqlDouble | undefined;

answerParent(async (task: ServerTask): Promise<ServerReport> => {
  if ('start' in task) server = await startCqlDouble(task.start);
  if (server === undefined) throw new Error('not started');
  return reportOf(server);
});
