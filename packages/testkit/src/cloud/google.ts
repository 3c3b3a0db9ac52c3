import { HttpDouble } from '../http/double.js';
import type { HttpAnswer, HttpRequest } from '../http/double.js';
import type { CloudDoubleOptions } from './aws.js';
import { containerAndName, ObjectStore, pathAndQuery } from './store.js';

/**
 * A server that speaks enough of Cloud Storage's JSON API (create bucket, upload, read, delete), and gives tokens to
 * whoever asks. Logins are not verified. Made by {@link startGoogleDouble}.
 */
export class GoogleDouble extends HttpDouble {
  readonly #store: ObjectStore;

  /** @internal */
  constructor(options: CloudDoubleOptions) {
    const store = new ObjectStore();
    super({ ...options, answer: (request) => answer(store, request) });
    this.#store = store;
  }

  /** What was uploaded under this name. */
  stored(bucket: string, name: string): Buffer | undefined {
    return this.#store.get(bucket, name);
  }
}

/** A bucket's objects, `/storage/v1/b/BUCKET/o/NAME`, for uploads with `/upload` before it. */
const OBJECTS = /^(?:\/upload)?\/storage\/v1\/b\/([^/]+)\/o(?:\/(.+))?$/;

function answer(store: ObjectStore, { method, path: target, body }: HttpRequest): HttpAnswer {
  const { path, query } = pathAndQuery(target);
  if (path.endsWith('/token')) {
    return { body: { access_token: 'token', expires_in: 3600, token_type: 'Bearer' } };
  }
  if (path === '/storage/v1/b' && method === 'POST') {
    const { name } = JSON.parse(body.toString()) as { name: string };
    store.make(name);
    return { body: { kind: 'storage#bucket', name } };
  }
  const [, bucket = '', inPath = ''] = OBJECTS.exec(path) ?? [];
  const [name] = [inPath, query.get('name') ?? '']
    .filter(Boolean)
    .map((one) => containerAndName(`/x/${one}`)[1]);
  if (!store.has(bucket)) return missing('bucket');
  if (name === undefined) return { body: { items: store.names(bucket).map((item) => ({ name: item })) } };
  if (method === 'POST') {
    store.put(bucket, name, body);
    return { body: { kind: 'storage#object', bucket, name, size: String(body.length) } };
  }
  const content = store.get(bucket, name);
  if (content === undefined) return missing('object');
  if (method === 'DELETE') {
    store.delete(bucket, name);
    return { status: 204 };
  }
  return query.get('alt') === 'media' ? { body: content } : { body: { bucket, name } };
}

function missing(what: string): HttpAnswer {
  return { status: 404, body: { error: { code: 404, message: `no such ${what}` } } };
}

/** Starts a Google double on a free port of 127.0.0.1. */
export function startGoogleDouble(options: CloudDoubleOptions = {}): Promise<GoogleDouble> {
  return new GoogleDouble(options).listen();
}
