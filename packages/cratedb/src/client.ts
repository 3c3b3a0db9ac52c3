import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { invalidSetting } from '@security-context/core/adapter';
import type { CrateHttpOptions } from './adapter.js';
import { contentOf, type CrateResult } from './answer.js';
import { CrateConnectionError, CrateError, failureText } from './errors.js';
import { Exchange, type Answer, type Question } from './exchange.js';
import { ServerRotation } from './server-rotation.js';
import { readServers, type CrateServer } from './servers.js';

/** What a gateway answers for a server that is not there. */
const UNAVAILABLE = [502, 503, 504, 509];

/** What only tests need. */
export interface CrateHttpClientOptions {
  /** The clock by which servers are left out, in milliseconds. @defaultValue `Date.now` */
  readonly now?: () => number;
}

/**
 * CrateDB over HTTP, as crate-python's client: servers in turn, one that fails left out for 30 seconds, statements with
 * arguments. A statement whose connection breaks is sent to the next server, so it may run twice.
 */
export class CrateHttpClient {
  readonly #options: CrateHttpOptions;
  readonly #rotation: ServerRotation<CrateServer>;
  readonly #exchange: Exchange;
  #closed = false;

  /** @param options - what `context.bind(cratedbAdapter, { servers })` or `secure(cratedbAdapter, …)` gave */
  constructor(options: CrateHttpOptions, { now = Date.now }: CrateHttpClientOptions = {}) {
    this.#options = options;
    this.#rotation = new ServerRotation(options.servers, now);
    this.#exchange = new Exchange(options.agents, options.requests.timeoutMs);
  }

  /** URLs of the servers that have not failed, the next one first. */
  get activeServers(): readonly string[] {
    return this.#rotation.active.map(({ url }) => url);
  }

  /**
   * Runs one statement.
   * @param args - for `?` and `$1` in it
   * @param bulkArgs - several lists of arguments, to run it once with each; not beside `args`
   * @throws CrateError what the server says, {@link CrateConnectionError} `No more Servers available, exception from last
   * server: …`, SecurityError of a login that is not to be had
   */
  async sql(
    statement: string,
    args?: readonly unknown[],
    bulkArgs?: readonly (readonly unknown[])[],
  ): Promise<CrateResult> {
    if (args?.length && bulkArgs?.length) {
      throw invalidSetting('sql', 'args and bulkArgs exclude each other', 'Give one of the two.');
    }
    const { errorTrace, schema, compressFrom } = this.#options.requests;
    const asked = {
      stmt: statement,
      ...(args?.length && { args }),
      ...(bulkArgs?.length && { bulk_args: bulkArgs }),
    };
    const plain = Buffer.from(JSON.stringify(asked));
    const packed = plain.length >= compressFrom;
    const body = packed ? await promisify(gzip)(plain) : plain;
    const answer = await this.#askAny({
      method: 'POST',
      path: `/_sql?types=true${errorTrace ? '&error_trace=true' : ''}`,
      headers: {
        'content-type': 'application/json',
        'content-length': String(body.length),
        ...(packed && { 'content-encoding': 'gzip' }),
        ...(schema !== undefined && { 'default-schema': schema }),
      },
      body,
    });
    return contentOf(answer) as unknown as CrateResult;
  }

  /**
   * URL, name and version of one server: `['https://db.example:4200', 'node-1', '5.10.0']`.
   * @param server - one of the list, as it was given there or as `activeServers` has it
   * @throws CrateConnectionError `Server not available, exception: …`, CrateError, SecurityError
   */
  async serverInfos(server: string): Promise<[url: string, name: string, version: string]> {
    const [asked] = readServers({ value: server, place: 'server' });
    const known = this.#options.servers.find(({ url }) => url === asked?.url);
    // It would be given the login.
    if (known === undefined) {
      throw invalidSetting('server', 'it is not among the servers of this client', 'Name one of them.');
    }
    const question = await this.#complete({ method: 'GET', path: '/', headers: {} });
    const answer = await this.#exchange.ask(known, question).catch((error: unknown) => {
      throw new CrateConnectionError(`Server not available, exception: ${failureText(error)}`, error);
    });
    const { name, version } = contentOf(answer) as { name?: string; version?: { number?: string } };
    return [known.url, name ?? '', version?.number ?? '0.0.0'];
  }

  /** Ends what is under way, and closes the connections. The context stays open. */
  close(): void {
    this.#closed = true;
    this.#exchange.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  async #askAny(question: Question): Promise<Answer> {
    const complete = await this.#complete(question);
    // Each server once at most: where they fail slowly, the first may be back in the turn before the last has failed.
    for (let left = this.#options.servers.length - 1; ; left -= 1) {
      const server = this.#rotation.next();
      let failure: { readonly text: string; readonly cause?: unknown };
      try {
        const answer = await this.#exchange.ask(server, complete);
        if (!UNAVAILABLE.includes(answer.status)) return answer;
        failure = { text: `${answer.status} ${answer.reason}` };
      } catch (cause) {
        if (this.#closed) throw closed();
        failure = { text: failureText(cause), cause };
      }
      if (this.#rotation.drop(server) && left > 0) continue;
      const message = `No more Servers available, exception from last server: ${failure.text}`;
      throw new CrateConnectionError(message, failure.cause);
    }
  }

  /** With the login of this moment. */
  async #complete(question: Question): Promise<Question> {
    if (this.#closed) throw closed();
    const authorization = await this.#options.authorize();
    const headers = { ...question.headers, accept: 'application/json' };
    return { ...question, headers: { ...headers, ...(authorization !== undefined && { authorization }) } };
  }
}

function closed(): CrateError {
  return new CrateError('Connection closed', { status: 0 });
}
