import { Example, itExplainsItself, itWorksAcrossRotation } from '../../../test/packed/example.js';

const example = new Example('cloud', {
  // The AWS SDK would warn of old versions of Node.
  env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
});

describe('the example cloud', function () {
  this.timeout(60_000);

  itWorksAcrossRotation(example, [
    'Certificate replaced on disk.',
    'S3: read lamp; the server has seen CN=app-1, CN=app-2.',
    'Google: read lamp; the server has seen CN=app-1, CN=app-2.',
    'Azure: read lamp; the server has seen CN=app-1, CN=app-2.',
  ]);
  itExplainsItself(example, /^S3, Google/);
});
