import { TestFolder } from '@security-context/testkit';
import { Screen } from './screen.js';
import { tellStory } from './story.js';

if (process.argv.includes('--help')) {
  console.log('One security context, one stock MongoDB client, one rotation under load. Takes no arguments.');
  console.log('Exit code 0 only if everything it tells really happened.');
  process.exit(0);
}

const folder = await TestFolder.create();
const cleanUp = (signal: NodeJS.Signals): void => {
  void folder.remove().finally(() => process.exit(signal === 'SIGINT' ? 130 : 143));
};
process.once('SIGINT', cleanUp).once('SIGTERM', cleanUp);
try {
  const happened = await tellStory(new Screen(), folder);
  process.exitCode = happened ? 0 : 1;
} finally {
  await folder.remove();
}
