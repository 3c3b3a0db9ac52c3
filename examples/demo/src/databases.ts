import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { awsAdapter } from '@security-context/cloud/aws';
import type { SecurityContexts } from '@security-context/core';
import { cratedbAdapter, CrateHttpClient } from '@security-context/cratedb';
import { mongodbAdapter } from '@security-context/mongodb';
import {
  startAwsDouble,
  startCqlDouble,
  startCrateDouble,
  startMongoDouble,
} from '@security-context/testkit';
import type { ServerTls, TestServer } from '@security-context/testkit';
import { MongoClient } from 'mongodb';
import { connectCassandra } from './cassandra.js';
import type { Client } from './client.js';

/** A kind of database. */
export interface Database {
  /** As the table tells it. */
  readonly client: string;
  /** Its context in security.yaml. */
  readonly context: string;
  start(tls: ServerTls): Promise<TestServer>;
  connect(contexts: SecurityContexts, port: number): Client;
}

const mongodb: Database = {
  client: 'mongodb',
  context: 'orders',
  start: (tls) => startMongoDouble({ tls }),
  connect(contexts, port) {
    const { url, options } = contexts.bind('orders', mongodbAdapter, {
      url: `mongodb://localhost:${port}/`,
      // Idle connections end soon, so that there are new ones to look at.
      options: { maxIdleTimeMS: 20, minPoolSize: 0, serverSelectionTimeoutMS: 1_000 },
    });
    const client = new MongoClient(url, options);
    const orders = client.db('shop').collection('orders');
    return {
      open: () => client.connect(),
      async work(item) {
        await orders.insertOne({ item });
        await orders.findOne({ item });
      },
      close: () => client.close(),
    };
  },
};

const cassandra: Database = {
  client: 'cassandra-driver',
  context: 'events',
  start: (tls) => startCqlDouble({ tls }),
  connect: connectCassandra,
};

const cratedb: Database = {
  client: 'CrateHttpClient',
  context: 'search',
  start: (tls) => startCrateDouble({ tls }),
  connect(contexts, port) {
    const bound = contexts.bind('search', cratedbAdapter, { servers: `https://localhost:${port}` });
    const client = new CrateHttpClient(bound);
    return {
      open: () => client.sql('CREATE TABLE IF NOT EXISTS orders (item TEXT)'),
      async work(item) {
        await client.sql('INSERT INTO orders (item) VALUES (?)', [item]);
        await client.sql('SELECT item FROM orders WHERE item = ? LIMIT 1', [item]);
      },
      close: () => client.close(),
    };
  },
};

const s3: Database = {
  client: '@aws-sdk/client-s3',
  context: 'archive',
  start: (tls) => startAwsDouble({ tls }),
  connect(contexts, port) {
    const client = new S3Client({
      ...contexts.bind('archive', awsAdapter),
      credentials: { accessKeyId: 'demo', secretAccessKey: 'demo' },
      endpoint: `https://localhost:${port}`,
      region: 'us-east-1',
      forcePathStyle: true,
      maxAttempts: 1,
    });
    const Bucket = 'orders';
    return {
      open: () => client.send(new CreateBucketCommand({ Bucket })),
      async work(item) {
        await client.send(new PutObjectCommand({ Bucket, Key: item, Body: item }));
        const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: item }));
        await Body?.transformToString();
      },
      close: () => client.destroy(),
    };
  },
};

/** All that the demo shows. */
export const DATABASES: readonly Database[] = [mongodb, cassandra, cratedb, s3];
