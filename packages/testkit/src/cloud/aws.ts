import { HttpDouble } from '../http/double.js';
import type { HttpAnswer, HttpDoubleOptions, HttpRequest } from '../http/double.js';
import { containerAndName, escapeXml, ObjectStore, pathAndQuery } from './store.js';

/** How a cloud double starts. */
export type CloudDoubleOptions = Pick<HttpDoubleOptions, 'tls' | 'fault'>;

const XML = { 'content-type': 'application/xml' };

/**
 * A server that speaks enough of S3 for the stock client with `forcePathStyle` (create bucket, put, get, delete, list),
 * and of STS for `AssumeRole` and `AssumeRoleWithWebIdentity`. Signatures are not verified. Made by
 * {@link startAwsDouble}.
 */
export class AwsDouble extends HttpDouble {
  readonly #store: ObjectStore;

  /** @internal */
  constructor(options: CloudDoubleOptions) {
    const store = new ObjectStore();
    super({ ...options, answer: (request) => answer(store, request) });
    this.#store = store;
  }

  /** What was put under this key. */
  stored(bucket: string, key: string): Buffer | undefined {
    return this.#store.get(bucket, key);
  }

  /** The access keys that requests were signed with, in order; `undefined` for one without a signature. */
  get accessKeys(): (string | undefined)[] {
    return this.heard.requests.map(
      ({ headers }) => /Credential=([^/]+)\//.exec(headers.authorization ?? '')?.[1],
    );
  }
}

function answer(store: ObjectStore, { method, path: target, body }: HttpRequest): HttpAnswer {
  const { path, query } = pathAndQuery(target);
  const [bucket, key] = containerAndName(path);
  if (bucket === '') return tokens(new URLSearchParams(body.toString()).get('Action') ?? '');
  if (key === '') {
    if (method === 'PUT') store.make(bucket);
    if (!store.has(bucket)) return failure('NoSuchBucket');
    return method === 'GET' && query.has('list-type') ? listing(store, bucket) : {};
  }
  if (!store.has(bucket)) return failure('NoSuchBucket');
  if (method === 'PUT') store.put(bucket, key, body);
  if (method === 'PUT') return { headers: { etag: '"double"' } };
  if (method === 'DELETE') store.delete(bucket, key);
  if (method === 'DELETE') return { status: 204 };
  const content = store.get(bucket, key);
  return content === undefined ? failure('NoSuchKey') : { body: content };
}

function listing(store: ObjectStore, bucket: string): HttpAnswer {
  const names = store.names(bucket);
  const contents = names.map((name) => `<Contents><Key>${escapeXml(name)}</Key></Contents>`).join('');
  const body =
    `<ListBucketResult><Name>${escapeXml(bucket)}</Name><KeyCount>${names.length}</KeyCount>` +
    `<IsTruncated>false</IsTruncated>${contents}</ListBucketResult>`;
  return { headers: XML, body };
}

function tokens(action: string): HttpAnswer {
  const expiration = new Date(Date.now() + 3_600_000).toISOString();
  const credentials =
    '<Credentials><AccessKeyId>ASIADOUBLE</AccessKeyId><SecretAccessKey>temporary</SecretAccessKey>' +
    `<SessionToken>token</SessionToken><Expiration>${expiration}</Expiration></Credentials>`;
  return {
    headers: XML,
    body: `<${action}Response><${action}Result>${credentials}</${action}Result></${action}Response>`,
  };
}

function failure(code: string): HttpAnswer {
  return { status: 404, headers: XML, body: `<Error><Code>${code}</Code><Message>${code}</Message></Error>` };
}

/** Starts an AWS double on a free port of 127.0.0.1. */
export function startAwsDouble(options: CloudDoubleOptions = {}): Promise<AwsDouble> {
  return new AwsDouble(options).listen();
}
