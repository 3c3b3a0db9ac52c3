import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { AnonymousCredential, BlobServiceClient } from '@azure/storage-blob';
import { awsAdapter } from '@security-context/cloud/aws';
import { azureAdapter } from '@security-context/cloud/azure';
import { googleAdapter } from '@security-context/cloud/google';
import type { SecurityContext } from '@security-context/core';
import { Gaxios } from 'gaxios';

/** Puts a text under a name, and gives what is then read there. */
export type Store = (name: string, content: string) => Promise<string>;

/** S3 with the stock SDK of AWS, v3. */
export async function openS3(context: SecurityContext, endpoint: string): Promise<Store> {
  const client = new S3Client({
    ...context.bind(awsAdapter),
    credentials: { accessKeyId: 'example', secretAccessKey: 'example' },
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
  });
  await client.send(new CreateBucketCommand({ Bucket: 'shop' }));
  return async (Key, content) => {
    await client.send(new PutObjectCommand({ Bucket: 'shop', Key, Body: content }));
    const { Body } = await client.send(new GetObjectCommand({ Bucket: 'shop', Key }));
    return (await Body?.transformToString()) ?? '';
  };
}

/** Cloud Storage by its JSON API with gaxios. The package @google-cloud/storage takes no agent: it cannot be bound. */
export async function openGoogle(context: SecurityContext, baseURL: string): Promise<Store> {
  const google = new Gaxios({ ...context.bind(googleAdapter), baseURL });
  await google.request({ url: '/storage/v1/b', method: 'POST', data: { name: 'shop' } });
  return async (name, content) => {
    const params = { uploadType: 'media', name };
    const headers = { 'content-type': 'text/plain' };
    await google.request({
      url: '/upload/storage/v1/b/shop/o',
      method: 'POST',
      params,
      headers,
      data: content,
    });
    const object = `/storage/v1/b/shop/o/${encodeURIComponent(name)}`;
    const { data } = await google.request<string>({
      url: object,
      params: { alt: 'media' },
      responseType: 'text',
    });
    return data;
  };
}

/** Blob storage with the stock SDK of Azure. */
export async function openAzure(context: SecurityContext, accountUrl: string): Promise<Store> {
  const options = context.bind(azureAdapter);
  const service = new BlobServiceClient(accountUrl, new AnonymousCredential(), options);
  const shop = service.getContainerClient('shop');
  await shop.create();
  return async (name, content) => {
    const blob = shop.getBlockBlobClient(name);
    await blob.upload(content, Buffer.byteLength(content));
    return (await blob.downloadToBuffer()).toString();
  };
}
