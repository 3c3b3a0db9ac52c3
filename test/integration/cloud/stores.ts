import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { BlobServiceClient, StorageSharedKeyCredential } from '@azure/storage-blob';
import { awsAdapter } from '@security-context/cloud/aws';
import { azureAdapter } from '@security-context/cloud/azure';
import { googleAdapter } from '@security-context/cloud/google';
import type { SecurityContext } from '@security-context/core';
import { Gaxios } from 'gaxios';
import { startAws, startAzure, startGoogle } from '../../servers/index.js';
import type { AzureServer, CloudServer, ServerName, ServerPem } from '../../servers/index.js';

/** A store of objects, through a stock client that was built once. */
export interface Store {
  /** Makes the container that objects go into. */
  make(): Promise<void>;
  put(name: string, content: string): Promise<void>;
  get(name: string): Promise<string>;
}

/** One cloud: its server for the tests, and the stock client bound to a context. */
export interface StoreKind {
  readonly name: ServerName;
  readonly start: (pem: ServerPem) => Promise<CloudServer>;
  /** Retries are off: every failure counts. */
  readonly open: (context: SecurityContext, server: CloudServer) => Store;
}

const CONTAINER = 'archive';

const aws: StoreKind = {
  name: 'aws',
  start: startAws,
  open: (context, { url }) => {
    const client = new S3Client({
      ...context.bind(awsAdapter),
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      endpoint: url,
      region: 'us-east-1',
      forcePathStyle: true,
      maxAttempts: 1,
    });
    return {
      make: async () => {
        await client.send(new CreateBucketCommand({ Bucket: CONTAINER }));
      },
      put: async (Key, Body) => {
        await client.send(new PutObjectCommand({ Bucket: CONTAINER, Key, Body }));
      },
      get: async (Key) => {
        const { Body } = await client.send(new GetObjectCommand({ Bucket: CONTAINER, Key }));
        return (await Body?.transformToString()) ?? '';
      },
    };
  },
};

const azure: StoreKind = {
  name: 'azure',
  start: startAzure,
  open: (context, server) => {
    const { name, key } = (server as AzureServer).account;
    const container = new BlobServiceClient(
      `${server.url}/${name}`,
      new StorageSharedKeyCredential(name, key),
      { ...context.bind(azureAdapter), retryOptions: { maxTries: 1 } },
    ).getContainerClient(CONTAINER);
    return {
      make: async () => {
        await container.createIfNotExists();
      },
      put: async (blob, content) => {
        await container.getBlockBlobClient(blob).upload(content, Buffer.byteLength(content));
      },
      get: async (blob) => (await container.getBlockBlobClient(blob).downloadToBuffer()).toString(),
    };
  },
};

const google: StoreKind = {
  name: 'google',
  start: startGoogle,
  open: (context, { url }) => {
    const client = new Gaxios({ ...context.bind(googleAdapter), baseURL: url, retry: false });
    const objects = `/storage/v1/b/${CONTAINER}/o`;
    return {
      make: async () => {
        const buckets = '/storage/v1/b?project=test';
        await client.request({ url: buckets, method: 'POST', data: { name: CONTAINER } });
      },
      put: async (name, body) => {
        await client.request({
          url: `/upload${objects}?uploadType=media&name=${name}`,
          method: 'POST',
          body,
          headers: { 'content-type': 'text/plain' },
        });
      },
      get: async (name) => {
        const url = `${objects}/${name}?alt=media`;
        return (await client.request<string>({ url, responseType: 'text' })).data;
      },
    };
  },
};

/** Every cloud there is. */
export const STORES: readonly StoreKind[] = [aws, azure, google];
