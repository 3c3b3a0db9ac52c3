import { setImmediate } from 'node:timers/promises';
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { awsAdapter } from '@security-context/cloud/aws';
import { startAwsDouble } from '@security-context/testkit';
import { describeContract } from '@security-context/testkit/mocha';

describeContract('aws (client-s3)', {
  adapter: awsAdapter,
  startServer: (tls) => startAwsDouble({ tls }),
  input: () => undefined,
  client: (bound, { host, port }) => {
    const client = new S3Client({
      ...bound,
      credentials: { accessKeyId: 'AKIATEST', secretAccessKey: 'x' },
      endpoint: `https://${host}:${port}`,
      region: 'eu-west-1',
      forcePathStyle: true,
      maxAttempts: 1,
    });
    return {
      use: async () => {
        const command = new ListObjectsV2Command({ Bucket: 'contract' });
        await client.send(command).catch(unlessMissing);
        // The connection is idle in the next turn.
        await setImmediate();
      },
      close: () => {
        client.destroy();
        return Promise.resolve();
      },
    };
  },
  tlsWords: () => ({ options: { VERIFY_SSL_CERT: false } }),
});

/** A bucket that is not there is an answer all the same. */
function unlessMissing(error: unknown): void {
  if (!(error instanceof Error) || error.name !== 'NoSuchBucket') throw error;
}
