import { setImmediate } from 'node:timers/promises';
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import type { S3ClientConfig } from '@aws-sdk/client-s3';
import { AnonymousCredential, BlobServiceClient } from '@azure/storage-blob';
import { awsAdapter } from '@security-context/cloud/aws';
import type { AwsClientConfig } from '@security-context/cloud/aws';
import { azureAdapter } from '@security-context/cloud/azure';
import type { AzureClientOptions } from '@security-context/cloud/azure';
import { googleAdapter } from '@security-context/cloud/google';
import type { GoogleClientOptions } from '@security-context/cloud/google';
import type { CloudInput } from '@security-context/cloud';
import type { DriverAdapter } from '@security-context/core';
import { startAwsDouble, startAzureDouble, startGoogleDouble } from '@security-context/testkit';
import type { HttpDouble, ServerTls } from '@security-context/testkit';
import { Gaxios } from 'gaxios';

/** One cloud: its adapter, a double of it, and a stock client. */
export interface Cloud<Options extends object> {
  readonly name: string;
  readonly adapter: DriverAdapter<CloudInput | undefined, Options>;
  readonly start: (tls: ServerTls) => Promise<HttpDouble>;
  /** One request with a client built from what `bind` gave, to `https://localhost:port`. */
  readonly use: (bound: Options, url: string) => Promise<void>;
}

export const aws: Cloud<AwsClientConfig> = {
  name: 'aws',
  adapter: awsAdapter,
  start: (tls) => startAwsDouble({ tls }),
  use: async (bound, url) => {
    const client = s3(bound, url);
    const command = new ListObjectsV2Command({ Bucket: 'missing' });
    await client.send(command).catch((error: unknown) => {
      // A bucket that is not there is an answer all the same.
      if (!(error instanceof Error) || error.name !== 'NoSuchBucket') throw error;
    });
    await setImmediate();
    client.destroy();
  },
};

/** A client of S3 that makes one attempt; with a key unless the context has one. */
export function s3(bound: S3ClientConfig, url: string): S3Client {
  return new S3Client({
    credentials: { accessKeyId: 'AKIATEST', secretAccessKey: 'x' },
    ...bound,
    endpoint: url,
    region: 'eu-west-1',
    forcePathStyle: true,
    maxAttempts: 1,
  });
}

export const google: Cloud<GoogleClientOptions> = {
  name: 'google',
  adapter: googleAdapter,
  start: (tls) => startGoogleDouble({ tls }),
  use: async (bound, url) => {
    await new Gaxios({ ...bound, retry: false }).request({ url: `${url}/token`, method: 'POST' });
  },
};

export const azure: Cloud<AzureClientOptions> = {
  name: 'azure',
  adapter: azureAdapter,
  start: (tls) => startAzureDouble({ tls }),
  use: async (bound, url) => {
    await blobs(bound, `${url}/account`).getContainerClient('archive').createIfNotExists();
  },
};

/** A client of blob storage that makes one attempt. */
export function blobs(bound: AzureClientOptions, accountUrl: string): BlobServiceClient {
  const options = { ...bound, retryOptions: { maxTries: 1 } };
  return new BlobServiceClient(accountUrl, new AnonymousCredential(), options);
}
