import { TestFolder } from '@security-context/testkit';
import { Screen } from './screen.js';
import { tellStory } from './story.js';

if (process.argv.includes('--help')) {
  console.log(
    'One security.yaml, stock clients of MongoDB, Cassandra, CrateDB and S3, one rotation under load. Takes no arguments.',
  );
  console.log('Exit code 0 only if everything it tells really happened.');
  process.exit(0);
}

// The AWS SDK would tell of the end of its support for Node 20.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

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
// All is closed. What a driver may have left behind does not keep the process.
setTimeout(() => process.exit(), 1_000).unref();
