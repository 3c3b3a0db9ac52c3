import { HttpDouble } from '../http/double.js';
import type { HttpAnswer, HttpRequest } from '../http/double.js';
import type { CloudDoubleOptions } from './aws.js';
import { containerAndName, ObjectStore, pathAndQuery } from './store.js';

/** The account whose blobs the double keeps. */
const ACCOUNT = 'account';

/**
 * A server that speaks enough of Azure's blob storage for the stock client (create container, put, get and delete
 * blob), and gives tokens to `@azure/identity`. Logins are not verified. Made by {@link startAzureDouble}.
 */
export class AzureDouble extends HttpDouble {
  readonly #store: ObjectStore;

  /** @internal */
  constructor(options: CloudDoubleOptions) {
    const store = new ObjectStore();
    super({ ...options, answer: (request) => answer(store, request) });
    this.#store = store;
  }

  /** The URL of the blob service, for `localhost`. */
  get accountUrl(): string {
    return `${this.url}/${ACCOUNT}`;
  }

  /** What was put under this name. */
  stored(container: string, blob: string): Buffer | undefined {
    return this.#store.get(container, blob);
  }
}

function answer(store: ObjectStore, request: HttpRequest): HttpAnswer {
  const { path, query } = pathAndQuery(request.path);
  const [account, rest] = containerAndName(path);
  if (account !== ACCOUNT) return token(path, request.headers.host ?? '');
  const [container, blob] = containerAndName(rest);
  if (blob === '') {
    if (request.method !== 'PUT' || query.get('restype') !== 'container') return missing('ContainerNotFound');
    store.make(container);
    return { status: 201, headers: stamps() };
  }
  if (!store.has(container)) return missing('ContainerNotFound');
  switch (request.method) {
    case 'PUT':
      store.put(container, blob, request.body);
      return { status: 201, headers: stamps() };
    case 'DELETE':
      if (store.get(container, blob) === undefined) return missing('BlobNotFound');
      store.delete(container, blob);
      return { status: 202 };
    default: {
      const content = store.get(container, blob);
      if (content === undefined) return missing('BlobNotFound');
      const length = { 'content-length': String(content.length), 'x-ms-blob-type': 'BlockBlob' };
      return { headers: { ...stamps(), ...length }, body: content };
    }
  }
}

function stamps(): Record<string, string> {
  return { etag: '"double"', 'last-modified': new Date().toUTCString(), 'x-ms-version': '2024-01-01' };
}

function missing(code: string): HttpAnswer {
  const headers = { 'content-type': 'application/xml', 'x-ms-error-code': code };
  return { status: 404, headers, body: `<Error><Code>${code}</Code></Error>` };
}

/** What a token authority says: where its end points are, and a token for whoever asks. */
function token(path: string, host: string): HttpAnswer {
  if (path.endsWith('/token')) {
    return { body: { token_type: 'Bearer', expires_in: 3600, ext_expires_in: 3600, access_token: 'token' } };
  }
  const tenant = `https://${host}/tenant`;
  return {
    body: {
      issuer: `${tenant}/v2.0`,
      authorization_endpoint: `${tenant}/oauth2/v2.0/authorize`,
      token_endpoint: `${tenant}/oauth2/v2.0/token`,
      end_session_endpoint: `${tenant}/oauth2/v2.0/logout`,
      jwks_uri: `${tenant}/discovery/v2.0/keys`,
    },
  };
}

/** Starts an Azure double on a free port of 127.0.0.1. */
export function startAzureDouble(options: CloudDoubleOptions = {}): Promise<AzureDouble> {
  return new AzureDouble(options).listen();
}
