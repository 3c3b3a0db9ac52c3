import {
  BucketAlreadyOwnedByYou,
  CreateBucketCommand,
  GetObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { awsAdapter } from '@security-context/cloud/aws';
import { SecurityContexts } from '@security-context/core/di';
import { inject, injectable } from 'inversify';
import { ADDRESSES, type Addresses } from '../addresses.js';
import type { Order } from './orders-store.js';

/** A copy of each order for good, in S3. */
@injectable()
export class ArchiveStore {
  readonly #client: S3Client;
  readonly #bucket: string;

  constructor(
    @inject(SecurityContexts) contexts: SecurityContexts,
    @inject(ADDRESSES) { s3: { endpoint, region, bucket } }: Addresses,
  ) {
    const config = contexts.bind('archive', awsAdapter);
    this.#client = new S3Client({ ...config, endpoint, region, forcePathStyle: true }); // the stock client
    this.#bucket = bucket;
  }

  async open(): Promise<void> {
    try {
      await this.#client.send(new CreateBucketCommand({ Bucket: this.#bucket }));
    } catch (error) {
      if (!(error instanceof BucketAlreadyOwnedByYou)) throw error;
    }
  }

  async add(order: Order): Promise<void> {
    const Body = JSON.stringify(order);
    await this.#client.send(new PutObjectCommand({ Bucket: this.#bucket, Key: keyOf(order.id), Body }));
  }

  async find(id: string): Promise<Order | undefined> {
    try {
      const { Body } = await this.#client.send(
        new GetObjectCommand({ Bucket: this.#bucket, Key: keyOf(id) }),
      );
      return Body && (JSON.parse(await Body.transformToString()) as Order);
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    }
  }

  close(): void {
    this.#client.destroy();
  }
}

function keyOf(id: string): string {
  return `orders/${id}.json`;
}
